package io.furcula.internal.boot;

import io.furcula.Process;
import io.furcula.Target;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.WaitTables;
import io.furcula.internal.start.ForeignProcess;
import io.furcula.internal.start.Self;
import io.furcula.internal.start.TargetRunner;
import io.furcula.internal.wire.TaskFrame;
import io.furcula.spi.ChildExit;

/** Runs what a child was sent. */
public final class ReceivedTask {

    private ReceivedTask() {}

    /**
     * Runs a task in the calling thread: from here on this process is who the task says.
     *
     * @param task who this process is, and what to run
     * @return how that ended
     */
    public static ChildExit run(TaskFrame task) {
        WaitTables.given(task.waits());
        Self self = Self.jvm();
        self.is(
                task.identity(),
                task.startMethod(),
                task.parentName(),
                new ForeignProcess(OwnerWord.pid(task.parent())));
        String fallbackName = "Process-" + task.identity();
        Object[] body = new Object[1];
        self.booting(true);
        ChildExit read = TargetRunner.run(
                fallbackName, () -> body[0] = Codec.fromBytes(task.body()), () -> false);
        self.booting(false);
        if (body[0] instanceof Process process) {
            self.process(process);
            return TargetRunner.run(process.name(), process::run, () -> false);
        } else if (body[0] instanceof Target warmUp) {
            return TargetRunner.run(fallbackName, warmUp::run, () -> false);
        }
        return read;
    }
}
