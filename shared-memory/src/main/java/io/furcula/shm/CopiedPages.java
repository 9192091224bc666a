package io.furcula.shm;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Segments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which pages of a segment's private mappings this process has copies of: those that no file is behind any more. */
final class CopiedPages {

    private static final Path SMAPS = Path.of("/proc/self/smaps");

    /** The first line of a private mapping; others begin with a label. */
    private static final Pattern PRIVATE = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ...p .*");

    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");
    private static final Pattern COPIED = Pattern.compile("Anonymous: *(\\d+) kB");
    private static final int KIB = 1024;

    private CopiedPages() {}

    /**
     * {@return how many bytes they have}
     *
     * @param id the segment's
     */
    static long bytes(String id) {
        long copied = 0;
        boolean ofSegment = false;
        for (String line : read().split("\n")) {
            if (MAPPING.matcher(line).matches()) {
                ofSegment = line.contains(id) && PRIVATE.matcher(line).matches();
            } else if (ofSegment) {
                Matcher matcher = COPIED.matcher(line);
                copied += matcher.matches() ? Long.parseLong(matcher.group(1)) * KIB : 0;
            }
        }
        return copied;
    }

    private static String read() {
        try {
            return new String(Files.readAllBytes(SMAPS), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnsupportedOperationException(
                    ErrorText.of(
                                    "FUR-341",
                                    "What copy-on-write data costs is not known here: " + SMAPS
                                            + " cannot be read: " + e + ".")
                            .likely("this is not Linux, or /proc is not mounted")
                            .toString(),
                    e);
        }
    }

    /** {@return a size in whole pages} */
    static long whole(long bytes) {
        return (bytes + Segments.PAGE_BYTES - 1) & -Segments.PAGE_BYTES;
    }
}
