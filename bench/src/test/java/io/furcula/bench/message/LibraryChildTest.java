package io.furcula.bench.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Leftovers;
import io.furcula.bench.parent.JavaCommand;
import io.furcula.bench.parent.LibrarySubject;
import io.furcula.bench.parent.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LibraryChildTest {

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void aChildIsToldWhenToBeginAndAnswersWhenItIsDone() throws Exception {
        List<LibraryChild> children = LibraryChild.start(2, Good.class, List.of("100"));
        try {
            children.forEach(c -> c.begin(1));
            assertThat(children.get(0).result()).isEqualTo(101);
            assertThat(children.get(1).result()).isEqualTo(102);
        } finally {
            LibraryChild.close(children);
        }
    }

    @Test
    void aChildThatFailsIsAnErrorOfItsParent() {
        assertThatThrownBy(() -> LibraryChild.start(1, Failing.class, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a child ended before it was done");
    }

    @Test
    void aChildWhoseParentHasEndedEndsWhateverItDoes() throws Exception {
        java.lang.Process child = new ProcessBuilder(
                        JavaCommand.of(List.of(), JavaCommand.classPath(), Busy.class, List.of()))
                .start();
        try {
            child.getOutputStream().close(); // as the end of its parent would
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(3);
        } finally {
            child.destroyForcibly();
            child.onExit().join();
        }
    }

    @Test
    void aParentThatHangsIsKilledAndItsFolderDeleted() {
        LibrarySubject subject = new LibrarySubject("hanging", Hanging.class, "");
        Question question = new Question("case", List.of(), List.of(), Duration.ofSeconds(2));

        assertThatThrownBy(() -> subject.ask(question))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("hanging, case has not ended in");
    }

    static final class Good {
        public static void main(String[] args) {
            LibraryChild.Orders orders = LibraryChild.Orders.listen();
            long begun = orders.awaitBegin();
            orders.done(Long.parseLong(args[0]) + Long.parseLong(args[1]) + begun);
        }
    }

    static final class Failing {
        public static void main(String[] args) {
            System.exit(1);
        }
    }

    static final class Busy {
        public static void main(String[] args) {
            LibraryChild.Orders.listen();
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    static final class Hanging {
        public static void main(String[] args) throws Exception {
            Files.writeString(Path.of(args[0], "mapped"), "content");
            Thread.currentThread().join();
        }
    }
}
