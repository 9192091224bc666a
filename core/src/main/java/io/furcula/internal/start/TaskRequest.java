package io.furcula.internal.start;

import io.furcula.Process;
import io.furcula.ProcessOptions;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Transfer;
import io.furcula.internal.shared.WaitTables;
import io.furcula.internal.wire.TaskFrame;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.Segment;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What {@link Process#start()} asks of a start method. */
public final class TaskRequest implements ChildRequest {

    private final Process process;
    private final Self parent;
    private final String identity;
    private final String method;
    private final ProcessOptions options;
    private final String targetClass;
    private final TargetRunner.Body body;
    private final String parentName = Process.current().name();
    private final Self jvm = Self.jvm();
    private final long jvmWord = OwnerWord.self();
    private final @Nullable BlockRef waits = WaitTables.forChild();
    private byte @Nullable [] task;

    /** Open until the child has ended, so that it can attach what its arguments refer to. */
    private List<Segment> segments = List.of();

    /**
     * Creates one.
     *
     * @param process the child's object
     * @param parent who starts it
     * @param identity the child's identity
     * @param method the start method's name
     * @param options how its process is set up
     * @param targetClass the class that the target is written in
     * @param body what the child runs if nothing is serialised
     */
    public TaskRequest(
            Process process,
            Self parent,
            String identity,
            String method,
            ProcessOptions options,
            String targetClass,
            TargetRunner.Body body) {
        this.process = process;
        this.parent = parent;
        this.identity = identity;
        this.method = method;
        this.options = options;
        this.targetClass = targetClass;
        this.body = body;
    }

    Process process() {
        return process;
    }

    Self parent() {
        return parent;
    }

    synchronized void ended() {
        segments.forEach(Segments::release);
        segments = List.of();
    }

    @Override
    public String name() {
        return process.name();
    }

    @Override
    public boolean daemon() {
        return process.isDaemon();
    }

    @Override
    public ProcessOptions options() {
        return options;
    }

    @Override
    public String targetClass() {
        return targetClass;
    }

    @Override
    public synchronized byte[] task() {
        byte[] made = task;
        if (made == null) {
            Transfer.Sent<byte[]> sent = Transfer.toChild(this::serialise);
            segments = sent.segments();
            made = sent.result();
            task = made;
        }
        return made;
    }

    private byte[] serialise() {
        return new TaskFrame(
                        identity,
                        method,
                        OwnerWord.self(),
                        parentName,
                        waits,
                        Codec.toBytes(process, "process '" + name() + "'"))
                .toBytes();
    }

    @Override
    public ChildExit runHere(BooleanSupplier stopRequested) {
        return Self.jvm() == jvm ? runInThread(stopRequested) : runInCopy(stopRequested);
    }

    private ChildExit runInCopy(BooleanSupplier stopRequested) {
        Self child = Self.jvm();
        child.is(identity, method, parentName, new ForeignProcess(OwnerWord.pid(jvmWord)));
        child.process(process);
        return TargetRunner.run(process.name(), body, stopRequested);
    }

    private ChildExit runInThread(BooleanSupplier stopRequested) {
        Self child = Self.newThreadChild();
        child.is(identity, method, Process.current());
        child.process(process);
        return Self.as(child, () -> TargetRunner.run(process.name(), body, stopRequested));
    }
}
