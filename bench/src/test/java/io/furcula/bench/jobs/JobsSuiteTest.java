package io.furcula.bench.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.StartMethods;
import io.furcula.Target;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Run;
import io.furcula.forkserver.ForkServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobsSuiteTest {

    private static final int JARS = 20;
    private static final int CLASSES = 17 * 18 / 2;

    @TempDir
    Path folder;

    @AfterEach
    void leavesNoProcess() throws InterruptedException {
        assertThat(ForkServer.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(Process.active()).isEmpty();
    }

    @Test
    void allMethodsAndPythonComeToTheSame() throws Exception {
        makeJars();
        Path json = folder.resolve("out.json");
        Path html = folder.resolve("out.html");

        Run run = Run.of(
                "jobs",
                "--quick",
                "--peers",
                "--workers",
                "2",
                "--folder",
                folder.toString(),
                "--json",
                json.toString(),
                "--html",
                html.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("equal results: yes", "3 unreadable");
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        assertThat(Files.readString(html))
                .contains("furcula-" + StartMethods.available().get(0));
        check(new ObjectMapper().readTree(json.toFile()));
    }

    private static void check(JsonNode json) {
        assertThat(json.fieldNames()).toIterable().containsExactly("header", "results");
        assertThat(json.path("header").fieldNames())
                .toIterable()
                .contains("machine", "jdk", "flags", "commit", "date");
        List<JsonNode> results = list(json.path("results"));
        for (String method : StartMethods.available()) {
            List<String> metrics = results.stream()
                    .filter(r -> r.path("subject").asText().equals("furcula-" + method))
                    .map(r -> r.path("metric").asText() + " " + r.path("unit").asText())
                    .toList();
            assertThat(metrics)
                    .contains(
                            "start_up ms", "wall ms", "throughput jar/s", "throughput_bytes MB/s");
        }
        assertThat(results).allSatisfy(r -> {
            assertThat(r.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "suite", "case", "subject", "metric", "unit", "p50", "p90", "p99",
                            "mean", "samples", "params");
            assertThat(r.path("suite").asText()).isEqualTo("jobs");
            assertThat(r.path("case").asText()).isEqualTo("folder");
            assertThat(r.path("p50").asDouble()).isPositive();
            assertThat(r.path("params").path("workers").asInt()).isEqualTo(2);
            assertThat(r.path("params").path("jars").asInt()).isEqualTo(JARS);
            assertThat(r.path("params").path("classes").asInt()).isEqualTo(CLASSES);
        });
        assertThat(results.stream()
                        .map(r -> r.path("params").path("digest").asText())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aWorkerThatFailsBeforeItIsReadyEndsTheRound() throws Exception {
        assertEndsTheRound(worker -> JobsSuiteTest::fail);
    }

    @Test
    void aWorkerThatFailsAtWorkEndsTheRound() throws Exception {
        assertEndsTheRound(worker -> index -> failAtWork(worker, index));
    }

    private static void failAtWork(JarWorker worker, int index) throws Exception {
        if (index == 0) {
            worker.ready().add(1);
            worker.jobs().take();
            fail(index);
        }
        worker.run(index);
    }

    private static void fail(int index) {
        throw new IllegalStateException("worker " + index + " fails");
    }

    private void assertEndsTheRound(Function<JarWorker, Target.Indexed> disturbance)
            throws Exception {
        makeJars();
        JarFolder input = JarFolder.find(new BenchOptions(List.of(), 2, folder, false, false));
        for (String method : StartMethods.available()) {
            FurculaSubject subject = new FurculaSubject(method, disturbance);

            assertThatThrownBy(() -> subject.run(input, 2, Run.noScreen(), "round"))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessageContaining("fails");
            assertThat(Process.active()).isEmpty();
        }
    }

    @Test
    void aFolderWithoutJarsIsRefused() {
        Run run = Run.of("jobs", "--quick", "--folder", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("There is no *.jar below", "--folder DIR");
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** 17 jars with 1 to 17 classes, and three that are none: empty, noise, and one cut short. */
    private void makeJars() throws IOException {
        Path below = Files.createDirectories(folder.resolve("some/where"));
        Random random = new Random(42);
        for (int i = 1; i <= JARS - 3; i++) {
            Path jar = (i % 2 == 0 ? folder : below).resolve("a" + i + ".jar");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
                for (int c = 0; c < i; c++) {
                    zip.putNextEntry(new ZipEntry("p/C" + c + ".class"));
                    zip.write(noise(random, 2000));
                }
            }
        }
        Files.createFile(folder.resolve("empty.jar"));
        Files.write(folder.resolve("noise.jar"), noise(random, 70_000));
        byte[] whole = Files.readAllBytes(folder.resolve("a16.jar"));
        Files.write(below.resolve("short.jar"), Arrays.copyOf(whole, whole.length / 2));
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
