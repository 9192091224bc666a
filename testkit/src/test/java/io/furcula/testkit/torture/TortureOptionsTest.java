package io.furcula.testkit.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TortureOptionsTest {

    @Test
    void whatIsNotGivenHasADefaultButTheMethodAndTheEnd() {
        TortureOptions options = TortureOptions.parse("fork", "--seconds", "30", "--seed", "-5");
        assertThat(options)
                .isEqualTo(new TortureOptions(
                        "fork",
                        "",
                        Duration.ofSeconds(30),
                        Long.MAX_VALUE,
                        -5,
                        12,
                        3,
                        2,
                        Duration.ofSeconds(15)));
    }

    @Test
    void everyOptionIsTaken() {
        TortureOptions options = TortureOptions.parse(
                "--forks",
                "7",
                "--seed",
                "1",
                "spawn",
                "--threads",
                "0",
                "--depth",
                "2",
                "--parallel",
                "3",
                "--deadline",
                "4",
                "--by",
                "fork",
                "--seconds",
                "5");
        assertThat(options)
                .isEqualTo(new TortureOptions(
                        "spawn",
                        "fork",
                        Duration.ofSeconds(5),
                        7,
                        1,
                        0,
                        2,
                        3,
                        Duration.ofSeconds(4)));
    }

    @Test
    void numberOfForksEndsItToo() {
        assertThat(TortureOptions.parse("fork", "--forks", "9").forks()).isEqualTo(9);
    }

    @Test
    void helpIsAskedForAnywhere() {
        assertThat(TortureOptions.parse("fork", "--nonsense", "--help")).isNull();
        assertThat(TortureOptions.parse("-h")).isNull();
    }

    @Test
    void mistakesAreNamed() {
        assertRefused("unknown option --sed", "fork", "--sed", "1");
        assertRefused("--seconds needs a number behind it", "fork", "--seconds");
        assertRefused("--seconds ten is not a number", "fork", "--seconds", "ten");
        assertRefused("--depth 0 is not from 1 to", "fork", "--forks", "1", "--depth", "0");
        assertRefused("two start methods, fork and spawn", "fork", "spawn", "--forks", "1");
        assertRefused("which start method", "--forks", "1");
        assertRefused("for how long?", "fork", "--seed", "1");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TortureOptions.parse(arguments))
                .withMessageContaining(message)
                .withMessageContaining("--help");
    }
}
