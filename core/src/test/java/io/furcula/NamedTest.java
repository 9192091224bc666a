package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.ProcessTag;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named groups, as one process sees them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamedTest {

    private static final String DIRECTORY = FileSegmentProvider.DIRECTORY_PROPERTY;

    @TempDir
    Path directory;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty(DIRECTORY, directory.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(DIRECTORY);
    }

    /** The one folder of ours: a first group makes it. */
    private Path folder() throws IOException {
        Named.open("first").close();
        return list(directory).get(0);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(f -> !f.endsWith(".lock")).sorted().toList();
        }
    }

    @Test
    void twoWhoOpenItHaveTheSameObjects() throws Exception {
        try (Named one = Named.open("app/a");
                Named other = Named.open("app/a")) {
            one.longValue("n", 5).add(1);
            assertThat(other.longValue("n", 99).get()).isEqualTo(6);

            one.<String>queue("q", 3).put("x");
            assertThat(other.<String>queue("q", 3).take()).isEqualTo("x");

            one.doubleArray("d", 10_000).set(9_999, 2.5);
            assertThat(other.doubleArray("d", 10_000).get(9_999)).isEqualTo(2.5);

            assertThat(one.lock("l").tryLock()).isTrue();
            assertThat(other.lock("l").isHeldByCurrentThread()).isTrue();

            assertThat(one.reentrantLock("r").tryLock()).isTrue();
            assertThat(other.reentrantLock("r").tryLock()).isTrue();
            one.reentrantLock("r").unlock();
            assertThat(other.reentrantLock("r").isLocked()).as("still once").isTrue();

            one.event("e").set();
            assertThat(other.event("e").isSet()).isTrue();
            one.semaphore("s", 2).acquire();
            assertThat(other.semaphore("s", 2).availablePermits()).isEqualTo(1);
            one.boundedSemaphore("b", 2).acquire();
            assertThat(other.boundedSemaphore("b", 2).availablePermits()).isEqualTo(1);
            one.countDownLatch("c", 2).countDown();
            assertThat(other.countDownLatch("c", 2).getCount()).isEqualTo(1);
            one.readWriteLock("w").readLock().lock();
            assertThat(other.readWriteLock("w").readers()).isEqualTo(1);
            assertThat(other.barrier("p", 2).parties()).isEqualTo(2);
            one.booleanValue("t", true).set(false);
            assertThat(other.booleanValue("t", true).get()).isFalse();
            one.intValue("i", 1).set(7);
            assertThat(other.intValue("i", 1).get()).isEqualTo(7);
            one.doubleValue("f", 1).set(0.5);
            assertThat(other.doubleValue("f", 1).get()).isEqualTo(0.5);
            one.byteArray("x", 2).set(1, (byte) 3);
            assertThat(other.byteArray("x", 2).toArray()).containsExactly(0, 3);
            one.intArray("y", 2).set(1, 3);
            assertThat(other.intArray("y", 2).toArray()).containsExactly(0, 3);
            one.longArray("z", 2).set(1, 3);
            assertThat(other.longArray("z", 2).toArray()).containsExactly(0, 3);
        }
    }

    @Test
    void groupGivesItsObjectOutAgain() {
        try (Named app = Named.open("app")) {
            assertThat(app.event("e")).isSameAs(app.event("e"));
            LongValue value = app.longValue("n", 1);
            assertThat(app.longValue("n", 1)).isSameAs(value);
            value.set(2);
            value.close();
            assertThat(app.longValue("n", 1).get())
                    .as("still there, in the group")
                    .isEqualTo(2);
        }
    }

    @Test
    void groupsDoNotShareNames() {
        try (Named one = Named.open("app/one");
                Named other = Named.open("app/other")) {
            one.intValue("n", 1);
            assertThat(other.intValue("n", 2).get()).isEqualTo(2);
        }
    }

    @Test
    void lastToCloseRemovesItAndTheNameIsFree() throws Exception {
        Path folder = folder();
        Named one = Named.open("app");
        Named other = Named.open("app");
        one.lock("x");
        other.queue("q").close();
        one.close();
        one.close();
        assertThat(list(folder)).hasSize(1);
        other.close();
        assertThat(list(folder)).isEmpty();
        try (Named again = Named.open("app")) {
            again.barrier("x", 3); // what was a lock
        }
        assertThat(list(folder)).isEmpty();
        assertThat(list(directory)).containsExactly(folder);
    }

    @Test
    void closedGroupSaysSo() {
        Named app = Named.open("app");
        IntValue value = app.intValue("n", 1);
        app.close();
        assertThat(app).hasToString("Named[app, closed]");
        assertThatIllegalStateException()
                .isThrownBy(() -> app.lock("x"))
                .withMessage("the group 'app' is closed");
        assertThatIllegalStateException().isThrownBy(value::get);
    }

    @Test
    void oneQueueIsEndedByShutdownAndNotByWhoCreatedIt() throws Exception {
        try (Named other = Named.open("app")) {
            Queue<Integer> there;
            try (Named creator = Named.open("app")) {
                Queue<Integer> queue = creator.queue("q");
                there = other.queue("q");
                queue.put(1);
            }
            there.put(2);
            assertThat(there).containsExactly(1, 2);
            there.shutdown();
            assertThatThrownBy(() -> there.put(3)).isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void otherKindOrSizeIsAnErrorThatNamesBoth() {
        try (Named app = Named.open("app")) {
            app.queue("q", 10);
            assertThatThrownBy(() -> app.queue("q", 20))
                    .isInstanceOf(SharedMemoryException.class)
                    .hasMessageStartingWith("'q' of the group 'app' is a queue with capacity=10; it"
                            + " was opened as a queue with capacity=20.   [FUR-321]");
            assertThatThrownBy(() -> app.queue("q"))
                    .hasMessageContaining("it was opened as a queue without a bound.");
            assertThatThrownBy(() -> app.lock("q"))
                    .hasMessageContaining("is a queue with capacity=10; it was opened as a lock.");
            app.lock("l");
            assertThatThrownBy(() -> app.reentrantLock("l"))
                    .hasMessageContaining("is a lock; it was opened as a reentrant lock.");
            app.intArray("a", 3);
            assertThatThrownBy(() -> app.longArray("a", 3))
                    .hasMessageContaining(
                            "is an int array with length=3; it was opened as a long array with"
                                    + " length=3.");
        }
    }

    @Test
    void whatIsRefusedLeavesNothing() throws Exception {
        Path folder = folder();
        try (Named app = Named.open("app")) {
            assertThatIllegalArgumentException().isThrownBy(() -> app.semaphore("s", -1));
            assertThatIllegalArgumentException().isThrownBy(() -> app.queue("q", 0));
            assertThat(list(folder.resolve("app"))).as("its hold alone").hasSize(1);
            assertThat(app.semaphore("s", 1).availablePermits()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "-a", "a b", "a+b", "ä"})
    void strangeNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Named.open(name))
                .withMessageContaining("'" + name + "'");
        try (Named app = Named.open("app")) {
            assertThatIllegalArgumentException().isThrownBy(() -> app.lock(name));
        }
    }

    @Test
    void longestNameIsAllowedAndNoLongerOne() {
        String longest = "n".repeat(100);
        try (Named app = Named.open(longest)) {
            app.event(longest).set();
            assertThatIllegalArgumentException().isThrownBy(() -> app.event(longest + "n"));
        }
    }

    @Test
    void othersMayNotEnter() throws Exception {
        Path folder = folder();
        assertThat(mode(folder)).isEqualTo("rwx------");
        try (Named app = Named.open("app")) {
            app.lock("l");
            app.queue("q");
            assertThat(mode(folder.resolve("app"))).isEqualTo("rwx------");
            for (Path file : list(folder.resolve("app"))) {
                assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
            }
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void folderThatOthersMayEnterIsRefused() throws Exception {
        Path folder = folder();
        setMode(folder, "rwxr-x---");
        assertThatThrownBy(() -> Named.open("app"))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining(folder + " is not safe to use: it is a folder of ")
                .hasMessageContaining("with permissions rwxr-x---; expected a folder of ")
                .hasMessageContaining("[FUR-322]");
        setMode(folder, "rwx------");
        Named.open("app").close();
    }

    @Test
    void fileThatOthersMayReadIsRefused() throws Exception {
        Path folder = folder();
        try (Named app = Named.open("app");
                Named other = Named.open("app")) {
            app.lock("l");
            Path file = list(folder.resolve("app")).stream()
                    .filter(f -> f.getFileName().toString().startsWith("l~"))
                    .findFirst()
                    .orElseThrow();
            setMode(file, "rw-r--r--");
            assertThatThrownBy(() -> other.lock("l")).hasMessageContaining("[FUR-322]");
            Path moved = Files.move(file, directory.resolve("moved"));
            setMode(moved, "rw-------");
            Files.createSymbolicLink(file, moved);
            assertThatThrownBy(() -> other.lock("l")).hasMessageContaining("it is a link of ");
        }
    }

    @Test
    void folderOfAnotherUserIsRefused() throws Exception {
        Path folder = folder();
        try {
            Files.setAttribute(folder, "unix:uid", 12345);
        } catch (FileSystemException e) {
            assumeThat(false).as("only root can give a folder away: %s", e).isTrue();
        }
        assertThatThrownBy(() -> Named.open("app"))
                .hasMessageContaining("it is a folder of 12345 with permissions rwx------")
                .hasMessageContaining("[FUR-322]");
    }

    @Test
    void folderThatCannotBeMadeIsAnErrorWithTheReason() throws Exception {
        System.setProperty(DIRECTORY, directory.resolve("missing").toString());
        assertThatThrownBy(() -> Named.open("app"))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("NoSuchFileException")
                .hasMessageContaining("[FUR-324]");
    }

    @Test
    void filesThatSomebodyRemovedAreAnError() throws Exception {
        Path folder = folder();
        Named app = Named.open("app");
        Path group = folder.resolve("app");
        for (Path file : list(group)) {
            Files.delete(file);
        }
        Files.delete(group);
        assertThatThrownBy(() -> app.lock("l")).isInstanceOf(SharedMemoryException.class);
        app.close();
        assertThat(list(folder)).isEmpty();
    }

    /** A tag of a process that cannot be: its number is beyond what Linux gives out. */
    private static String dead() {
        return ProcessTag.namespace() + "." + Long.toHexString(0xffffffL << 40);
    }

    @Test
    void ruinsAreRemovedAndWhatIsHeldIsNot() throws Exception {
        Path folder = folder();
        Path ruin = Files.createDirectory(folder.resolve("ruin"));
        Files.createFile(ruin.resolve("@" + dead() + "-1"));
        Files.createFile(ruin.resolve("n~" + "0".repeat(32)));
        try (Named app = Named.open("app");
                Named ruined = Named.open("ruin")) {
            Path half = Files.createFile(folder.resolve("app").resolve("~" + dead() + "~77"));
            assertThat(ruined.intValue("n", 3).get()).as("not that of the ruin").isEqualTo(3);
            app.intValue("n", 4);
            Named.open("app").close();
            assertThat(half).doesNotExist();
            try (Named other = Named.open("app")) {
                assertThat(other.intValue("n", 5).get()).isEqualTo(4);
            }
        }
        assertThat(list(folder)).isEmpty();
    }

    @Test
    void whatCannotBeRemovedIsInNobodysWay() throws Exception {
        Path directory2 = Files.createDirectory(directory.resolve("elsewhere"));
        String own = folder().getFileName().toString();
        System.setProperty(DIRECTORY, directory2.toString());
        Path folder = Files.createDirectory(directory2.resolve(own));
        setMode(folder, "rwx------");
        Path strange = Files.createDirectories(folder.resolve("ruin/of/folders"));
        Named.open("app").close();
        assertThat(strange).exists();
        assertThat(list(folder)).containsExactly(folder.resolve("ruin"));
    }

    /** What a kill leaves after each step of opening, adding an object and closing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@DEAD-1",
                "@DEAD-1 ~DEAD~ID",
                "@DEAD-1 n~ID",
                "n~ID",
                "@DEAD-1 @DEAD-2 n~ID"
            })
    void whatAKillLeavesIsNoObstacle(String files) throws Exception {
        Path folder = folder();
        Path group = Files.createDirectory(folder.resolve("app"));
        setMode(group, "rwx------");
        for (String file : files.split(" ")) {
            if (!file.isEmpty()) {
                Files.createFile(
                        group.resolve(file.replace("DEAD", dead()).replace("ID", "0".repeat(32))));
            }
        }
        try (Named app = Named.open("app")) {
            assertThat(app.intValue("n", 3).get()).isEqualTo(3);
            assertThat(list(group)).as("a hold and an object").hasSize(2);
        }
        assertThat(list(folder)).isEmpty();
    }

    @Test
    void holdOfSomebodyInAnotherNamespaceCounts() throws Exception {
        Path folder = folder();
        Path group = Files.createDirectory(folder.resolve("app"));
        setMode(group, "rwx------");
        Path hold = Files.createFile(group.resolve("@1.ffffff0000000000-1"));
        Named.open("app").close();
        assertThat(hold).exists();
    }
}
