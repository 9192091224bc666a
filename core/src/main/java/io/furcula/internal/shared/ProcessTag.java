package io.furcula.internal.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process in the name of a file that it must remove: so that others can tell that it is dead and
 * remove the file for it. Has the pid namespace where there is one, for in another one (a container
 * that shares the folder) a process id says nothing.
 *
 * <pre>
 *   4026531836.1fdd1354980000     namespace "." OwnerWord in hexadecimal digits
 * </pre>
 */
public final class ProcessTag {

    private static final Pattern TAG = Pattern.compile("(\\d+)\\.([0-9a-f]{1,16})");
    private static final String NAMESPACE = readNamespace();

    private ProcessTag() {}

    /** {@return the pid namespace of this process; "0" where there are none} */
    public static String namespace() {
        return NAMESPACE;
    }

    /** {@return this process's tag} It has no dash. */
    public static String own() {
        return NAMESPACE + "." + Long.toHexString(OwnerWord.self());
    }

    /**
     * {@return whether a tag is that of a process that is certainly dead}
     *
     * @param tag perhaps a tag
     */
    public static boolean isDead(String tag) {
        Matcher parts = TAG.matcher(tag);
        return parts.matches()
                && parts.group(1).equals(NAMESPACE)
                && !OwnerWord.isAlive(Long.parseUnsignedLong(parts.group(2), 16));
    }

    private static String readNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException e) {
            return "0"; // no Linux, no namespaces
        }
    }
}
