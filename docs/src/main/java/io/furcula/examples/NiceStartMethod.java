package io.furcula.examples;

import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.JvmLauncher;
import io.furcula.spi.StartMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

// region nice
/** A child is a fresh JVM that gives way to others: started under {@code nice -n 10}. */
public final class NiceStartMethod implements StartMethod {

    private static final Path NICE = Path.of("/usr/bin/nice");

    /** Called by the service loader. */
    public NiceStartMethod() {}

    @Override
    public String id() {
        return "nice";
    }

    @Override
    public Availability availability() {
        return Files.isExecutable(NICE)
                ? Availability.yes(NICE + " exists")
                : Availability.no(NICE + " does not exist: install coreutils");
    }

    @Override
    public boolean startsProcesses() {
        return true;
    }

    // region start
    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(NICE.toString(), "-n", "10"));
        command.addAll(JvmLauncher.command(request.options(), List.of()));
        return JvmLauncher.launch(id(), command, request, helloTimeout);
    }
    // endregion
}
// endregion
