package io.furcula.forkengine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a child secure random numbers of its own, from every {@link java.security.SecureRandom} that was made
 * without naming an algorithm, and the strong ones: the kernel is behind them, and only what was read ahead
 * from it is a copy. It is another matter if the JDK's default is DRBG, which has a state of its own in each
 * object: then there is no fork.
 */
final class SecureRandomRepair {

    private static final String NATIVE = "sun.security.provider.NativePRNG";
    private static final String IO = "Lsun/security/provider/NativePRNG$RandomIO;";

    /**
     * Initialised before {@code NativePRNG}, as the JDK itself does: the other way round it finds that there
     * is no such thing yet, and the default of this whole JVM becomes DRBG.
     */
    private static final HiddenField DEFAULT = HiddenField.ofClass(
            Jdk.named("sun.security.provider.SunEntries"),
            "DEF_SECURE_RANDOM_ALGO",
            "Ljava/lang/String;");

    private static final List<HiddenField> INSTANCES = List.of(
            HiddenField.ofClass(Jdk.named(NATIVE), "INSTANCE", IO),
            HiddenField.ofClass(Jdk.named(NATIVE + "$Blocking"), "INSTANCE", IO),
            HiddenField.ofClass(Jdk.named(NATIVE + "$NonBlocking"), "INSTANCE", IO));

    private static final HiddenField BUFFERED =
            HiddenField.of(Jdk.named(NATIVE + "$RandomIO"), "buffered", "I");
    private static final HiddenField MIX = HiddenField.of(
            Jdk.named(NATIVE + "$RandomIO"), "mixRandom", "Lsun/security/provider/SecureRandom;");

    private SecureRandomRepair() {}

    /** {@return why a child's secure random numbers would be its siblings', or null} */
    static @Nullable String reasonAgainst() {
        Object algorithm = DEFAULT.get();
        return "NativePRNG".equals(algorithm)
                ? null
                : "SecureRandom is " + algorithm
                        + " by default, whose numbers would be the same in every copy; use"
                        + " -Djava.security.egd=file:/dev/random (or file:/dev/urandom, with no dot"
                        + " in it)";
    }

    /** In the child, before any other thread runs. */
    static void run() {
        for (HiddenField field : INSTANCES) {
            Object io = field.get();
            if (io != null) {
                BUFFERED.setInt(io, 0);
                MIX.set(io, null);
            }
        }
    }
}
