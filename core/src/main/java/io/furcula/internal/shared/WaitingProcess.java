package io.furcula.internal.shared;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which process of its tree the calling thread is part of: what its waits are entered under. A child that is
 * a thread is a process of its own here.
 */
public final class WaitingProcess {

    /** What this JVM is as long as it runs no target. */
    private static final String FIRST_NAME = "MainProcess";

    /** Inherited, so that the threads which a target starts belong to its process. */
    private static final InheritableThreadLocal<WaitingProcess> OF_THREAD =
            new InheritableThreadLocal<>();

    /** For threads that no target started. */
    private static volatile @Nullable WaitingProcess ofJvm;

    private final long process = OwnerWord.self();
    private final String name;
    private final long identity;
    private final long targetThread;

    private WaitingProcess(String name, long identity, long targetThread) {
        this.name = name;
        this.identity = identity;
        this.targetThread = targetThread;
    }

    /**
     * The calling thread begins with a target.
     *
     * @param name its process's name
     * @param identity its process's identity, for example {@code 1:2}
     * @param isJvm whether this JVM is that process
     * @return to be given to {@link #ends}
     */
    public static @Nullable WaitingProcess begins(String name, String identity, boolean isJvm) {
        WaitingProcess outer = OF_THREAD.get();
        WaitingProcess mine =
                new WaitingProcess(name, hash(identity), Thread.currentThread().getId());
        OF_THREAD.set(mine);
        if (isJvm) {
            ofJvm = mine;
        }
        return outer;
    }

    /**
     * The calling thread is through with its target.
     *
     * @param outer from {@link #begins}
     */
    public static void ends(@Nullable WaitingProcess outer) {
        if (outer == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(outer);
        }
    }

    /** What a copy has from its original is somebody else. */
    static WaitingProcess current() {
        WaitingProcess mine = OF_THREAD.get();
        if (mine != null && mine.process == OwnerWord.self()) {
            return mine;
        }
        WaitingProcess jvm = ofJvm;
        return jvm != null && jvm.process == OwnerWord.self()
                ? jvm
                : new WaitingProcess(FIRST_NAME, hash(""), 0);
    }

    String name() {
        return name;
    }

    long identity() {
        return identity;
    }

    boolean isRunByThisThread() {
        return targetThread == Thread.currentThread().getId();
    }

    /**
     * {@return a process's identity as 64 bits} FNV-1a; that two of one tree have the same is not to be expected.
     *
     * @param identity for example {@code 1:2}
     */
    public static long hash(String identity) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : identity.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
