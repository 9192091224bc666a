package io.furcula.bench.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.NeverStartMethod;
import io.furcula.bench.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MeasuredTest {

    private static final Metric ARGUMENT = new Metric("argument", "1");
    private static final Duration LONG = Duration.ofSeconds(30);

    @AfterEach
    void leavesNoProcess() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void samplesOfAllBatchesAreCollected() throws Exception {
        List<Measured<MethodSubject>> measured = ask(Good.class, LONG, 2, "threading");

        assertThat(measured).hasSize(1);
        assertThat(measured.get(0).samples(ARGUMENT)).containsExactly(42.0, 42.0);
        assertThat(measured.get(0).percentile(ARGUMENT, 0.5)).isEqualTo("42.0");
        assertThat(measured.get(0).percentile(new Metric("other", "1"), 0.5)).isEqualTo("-");
    }

    @Test
    void whoCannotAnswerIsLeftOutAndTheOthersGoOn() throws Exception {
        List<Measured<MethodSubject>> measured =
                ask(Good.class, LONG, 2, NeverStartMethod.ID, "threading");

        assertThat(measured).extracting(m -> m.subject().method()).containsExactly("threading");
    }

    @Test
    void aParentThatFailsEndsTheSuiteWithWhatItPrinted() {
        assertThatThrownBy(() -> ask(Failing.class, LONG, 1, "threading"))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContainingAll(
                        "furcula-threading, case ended with exit code 1", "broken");
    }

    @Test
    void aParentThatHangsIsKilled() {
        assertThatThrownBy(() -> ask(Hanging.class, Duration.ofMillis(500), 1, "threading"))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("furcula-threading, case has not ended in 500 ms");
    }

    @Test
    void aParentWithoutAnAnswerEndsTheSuiteWithWhatItPrinted() {
        assertThatThrownBy(() -> ask(Chatty.class, LONG, 1, "threading"))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContainingAll("furcula-threading gave no answer", "nice weather");
    }

    private static List<Measured<MethodSubject>> ask(
            Class<?> main, Duration limit, int batches, String... methods) throws Exception {
        Question question = new Question("case", List.of("-Xmx32m"), List.of("42"), limit);
        MethodSubject.Programs programs = new MethodSubject.Programs(main, "no.py");
        List<MethodSubject> subjects = Stream.of(methods)
                .map(m -> new MethodSubject("furcula-" + m, m, Optional.empty(), programs))
                .toList();
        return Measured.inTurns(question, subjects, batches, Run.noScreen());
    }

    static final class Good {
        public static void main(String[] args) throws Exception {
            System.out.println("a line before the answer");
            ParentProcess.answer(
                    args[0], context -> Map.of("argument", List.of(Double.valueOf(args[1]))));
        }
    }

    static final class Failing {
        public static void main(String[] args) throws Exception {
            ParentProcess.answer(args[0], context -> {
                throw new IllegalStateException("broken");
            });
        }
    }

    static final class Hanging {
        public static void main(String[] args) throws Exception {
            Thread.currentThread().join();
        }
    }

    static final class Chatty {
        public static void main(String[] args) {
            System.out.println("nice weather");
        }
    }
}
