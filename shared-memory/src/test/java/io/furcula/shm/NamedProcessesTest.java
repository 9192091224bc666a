package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Named;
import io.furcula.SharedMemoryException;
import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that were started by themselves share objects by name, and may be killed at any instant. */
@ExtendWith({Deadline.class, LeakCheck.class})
class NamedProcessesTest {

    @TempDir
    Path directory;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty(FileSegmentProvider.DIRECTORY_PROPERTY, directory.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(FileSegmentProvider.DIRECTORY_PROPERTY);
    }

    private TestJvm start(Kind kind, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Segments.PROVIDER_PROPERTY + "=" + kind.id(),
                "-D" + FileSegmentProvider.DIRECTORY_PROPERTY + "=" + directory));
        all.addAll(List.of(arguments));
        return TestJvm.start(NamedPeerMain.class, all.toArray(String[]::new));
    }

    private TestJvm start(String... arguments) {
        return start(Kind.SHM, arguments);
    }

    /**
     * {@return all files of named objects, but for the lock} A process may have other segments in the folder, for
     * itself and its children.
     */
    private List<String> files() {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile)
                    .map(f -> directory.relativize(f).toString())
                    .filter(f -> f.contains("/") && !f.endsWith("/.lock"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A process that was killed leaves its files, until another one comes. */
    private void assertThatNothingIsLeftOnceAnotherOneHasCome() throws Exception {
        try (TestJvm other = start("look", "other")) {
            other.awaitLine("counter 0");
            assertThat(other.awaitExit()).isZero();
        }
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void twoProcessesShareEverything(Kind kind) throws Exception {
        try (TestJvm one = start(kind, "everything");
                TestJvm other = start(Kind.SHM, "everything")) {
            String sums = "600 600 600 600 600";
            assertThat(one.awaitLine("sums ")).isEqualTo(sums);
            assertThat(other.awaitLine("sums ")).isEqualTo(sums);
            assertThat(one.awaitExit()).isZero();
            assertThat(other.awaitExit()).isZero();
        }
        assertThat(files()).as("the last one has removed it").isEmpty();
    }

    @Test
    void stateLastsAsLongAsOneHoldsItAndNoLonger() throws Exception {
        try (TestJvm first = start("hold", "app");
                TestJvm second = start(Kind.FILE, "hold", "app")) {
            int sum = Integer.parseInt(first.awaitLine("held "))
                    + Integer.parseInt(second.awaitLine("held "));
            assertThat(sum).isEqualTo(101 + 102);
            first.kill();
            first.awaitExit();
            try (TestJvm third = start("hold", "app")) {
                third.awaitLine("held 103");
                second.kill();
                second.awaitExit();
                try (TestJvm fourth = start("look", "app")) {
                    fourth.awaitLine("counter 103");
                    assertThat(fourth.awaitExit()).isZero();
                }
                third.kill();
                third.awaitExit();
            }
            try (TestJvm fifth = start("hold", "app")) {
                fifth.awaitLine("held 101"); // made anew
                fifth.terminate();
                fifth.awaitExit();
            }
        }
        assertThat(files()).as("ended by SIGTERM, it has closed the group").isEmpty();
    }

    @Test
    void killedAloneItLeavesWhatTheNextOneRemoves() throws Exception {
        try (TestJvm one = start("hold", "app")) {
            one.awaitLine("held 101");
            one.kill();
            one.awaitExit();
        }
        assertThat(files()).isNotEmpty();
        assertThatNothingIsLeftOnceAnotherOneHasCome();
    }

    @Test
    void manyWhoOpenAtOnceGetTheSame() throws Exception {
        try (TestJvm one = start("race", "1");
                TestJvm other = start(Kind.FILE, "race", "2");
                TestJvm third = start(Kind.MEMFD, "race", "3")) {
            for (int round = 0; round < 20; round++) {
                String prefix = "round " + round + " ";
                String seen = one.awaitLine(prefix);
                assertThat(seen).matches("[123]007 12");
                assertThat(other.awaitLine(prefix)).isEqualTo(seen);
                assertThat(third.awaitLine(prefix)).isEqualTo(seen);
            }
            assertThat(List.of(one.awaitExit(), other.awaitExit(), third.awaitExit()))
                    .containsOnly(0);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void killsAtAnyInstantCostNobodyElseAnything() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TestJvm> loopers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                loopers.add(start(i == 0 ? Kind.FILE : Kind.SHM, "loop", String.valueOf(i)));
            }
            loopers.forEach(NamedProcessesTest::awaitRounds);
            for (int kills = 0; kills < 20; kills++) {
                int victim = random.nextInt(loopers.size());
                spin(random.nextInt(3_000_000));
                loopers.get(victim).kill();
                loopers.get(victim).awaitExit();
                loopers.get(victim).close();
                loopers.set(victim, start("loop", String.valueOf(kills)));
                loopers.forEach(NamedProcessesTest::awaitRounds); // and the new one goes on, too
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            loopers.forEach(TestJvm::close);
        }
        assertThatNothingIsLeftOnceAnotherOneHasCome();
    }

    private static void awaitRounds(TestJvm looper) {
        try {
            for (int i = 0; i < 3; i++) {
                looper.awaitLine("round ");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Not a wait for anything: the instant of the kill is to be any. */
    private static void spin(int nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void sweepRemovesRuinsAndNoGroupThatIsHeld() throws Exception {
        try (TestJvm holder = start("hold", "held");
                TestJvm dead = start("hold", "dead")) {
            holder.awaitLine("held 101");
            dead.awaitLine("held 101");
            dead.kill();
            dead.awaitExit();
            assertThat(groups()).containsExactly("dead", "held");
            Named.open("app").close();
            assertThat(groups()).containsExactly("held");
            try (Named held = Named.open("held")) {
                assertThat(held.longValue("counter", 0).get()).isEqualTo(101);
            }
            assertThat(groups()).containsExactly("held");
        }
    }

    private Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        files().forEach(f -> groups.add(Path.of(f).getName(1).toString()));
        return groups;
    }

    @Test
    void foldersOfEarlierRunsOfThisMachineAreRemoved() throws Exception {
        Path folder;
        try (Named app = Named.open("app")) {
            app.lock("l");
            folder = directory.resolve(Path.of(files().get(0)).getName(0));
        }
        String own = folder.getFileName().toString();
        String ofBoot = own.substring(0, own.lastIndexOf('-') + 1);
        Path earlier =
                Files.createDirectories(directory.resolve(ofBoot + "00000001").resolve("a"));
        Files.createFile(earlier.resolve("l~" + "0".repeat(32)));
        Path ofAnotherUser =
                Files.createDirectories(directory.resolve("furcula-named-9999999-1-00000001"));
        try (TestJvm other = start("look", "app")) {
            assertThat(other.awaitExit()).isZero();
        }
        assertThat(earlier.getParent()).doesNotExist();
        assertThat(ofAnotherUser).exists();
    }

    @Test
    void oneThatWasStoppedInTheMiddleIsNotWaitedForForEver() throws Exception {
        Named app = Named.open("app");
        app.lock("l");
        Path lock = directory.resolve(Path.of(files().get(0)).getName(0)).resolve(".lock");
        try (TestJvm stopped = start("lock", lock.toString())) {
            stopped.awaitLine("locked");
            Thread.currentThread().interrupt();
            assertThatThrownBy(app::close)
                    .isInstanceOf(SharedMemoryException.class)
                    .hasMessageContaining("Another process holds " + lock + " for more than 10 s.")
                    .hasMessageContaining("[FUR-323]");
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            stopped.kill();
            stopped.awaitExit();
        }
        app.close();
        assertThat(files()).isEmpty();
    }
}
