package io.furcula.spawn;

import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.JvmLauncher;
import io.furcula.spi.StartMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A child is a fresh JVM: the same {@code java}, class or module path and options as this one's.
 * Works on every platform. Targets and arguments are serialised; static fields have the values that
 * their initialisers give them.
 *
 * <p>Where all of the class path is jars, children start from a class-data archive that is made once,
 * in the background, and kept: {@link JvmLauncher#archiveOptions}.
 */
public final class SpawnStartMethod implements StartMethod {

    /** Called by the service loader. */
    public SpawnStartMethod() {}

    @Override
    public String id() {
        return "spawn";
    }

    @Override
    public Availability availability() {
        Path launcher = Path.of(System.getProperty("java.home"), "bin");
        return Files.isDirectory(launcher)
                ? Availability.yes("the java launcher in " + launcher)
                : Availability.no(launcher + " does not exist: this runtime has no java launcher");
    }

    @Override
    public boolean startsProcesses() {
        return true;
    }

    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        List<String> command = JvmLauncher.command(request.options(), JvmLauncher.archiveOptions());
        return JvmLauncher.launch(id(), command, request, helloTimeout);
    }
}
