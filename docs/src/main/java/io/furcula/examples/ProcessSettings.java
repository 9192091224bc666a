package io.furcula.examples;

import io.furcula.Context;
import io.furcula.ExitStatus;
import io.furcula.Process;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Arguments, a name, a daemon, a heap limit; waiting with a limit, stopping, the exit status. */
public final class ProcessSettings {

    private ProcessSettings() {}

    public static void main(String[] args) throws InterruptedException {
        configure();
        stop();
    }

    private static void configure() throws InterruptedException {
        // region settings
        Process worker = Context.of("spawn") // a forked child has its parent's heap limit
                .builder(ProcessSettings::resize, List.of("a.png", "b.png"), 640)
                .name("resizer")
                .daemon(true) // does not keep this JVM alive
                .maxHeap("64m")
                .start();
        if (!worker.join(Duration.ofSeconds(30))) {
            worker.stop(Duration.ofSeconds(2)); // asks it to end, kills it after 2 s
        }
        ExitStatus status = worker.exitStatus().orElseThrow();
        System.out.println(worker.name() + ": " + status);
        worker.close();
        // endregion
    }

    private static void resize(List<String> images, int width) {
        System.out.println("resizing " + images + " to " + width + " pixels");
    }

    private static void stop() throws InterruptedException {
        // region stop
        try (Process child = Process.start(() -> TimeUnit.DAYS.sleep(1))) {
            System.out.println("ended within 100 ms: " + child.join(Duration.ofMillis(100)));
            ExitStatus status = child.stop(Duration.ofSeconds(2)).orElseThrow();
            System.out.println("stopped: " + status);
        }
        // endregion
    }
}
