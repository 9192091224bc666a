package io.furcula.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({Deadline.class, LeakCheck.class})
class NiceExampleTest {

    /** Behind the closing bracket of the command name in proc(5)'s stat: field 19. */
    private static final int NICE_FIELD = 16;

    @Test
    @EnabledOnOs(OS.LINUX)
    void childHasTheLowerPriority() throws Exception {
        try (Queue<Integer> answers = Queue.create();
                Process child = Context.of("nice")
                        .process(NiceExampleTest::tellNiceness, answers)
                        .start()) {
            child.requireSuccess();
            assertThat(answers.take()).isEqualTo(niceness() + 10);
        }
    }

    private static void tellNiceness(Queue<Integer> answers) throws Exception {
        answers.put(niceness());
    }

    private static int niceness() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Integer.parseInt(fields[NICE_FIELD]);
    }
}
