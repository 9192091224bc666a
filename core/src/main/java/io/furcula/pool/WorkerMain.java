package io.furcula.pool;

import io.furcula.ByteMessages;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.pool.PoolMessages;
import io.furcula.internal.pool.TaskTable;
import io.furcula.internal.wire.FailureReport;
import io.furcula.pool.Task.WithWorker;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's process does.
 *
 * <p><b>Thread safety:</b> confined to the worker's main thread, but for {@link Orders}.
 */
final class WorkerMain implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int KEPT_FUNCTIONS = 64;

    private final WorkerSetup setup;
    private final int number;
    private final int id;
    private final Queue<Object[]> orders;

    /** The functions that the pool knew when this was made: workers that are copies or threads have them. */
    private final transient @Nullable Map<Integer, WithWorker<Object, Object>> inherited;

    private final transient Runnable whenSerialised;

    /**
     * A worker that is to be started.
     *
     * @param setup what all have
     * @param number which no other one that lives has
     * @param id which number it shows to tasks
     * @param orders what it is told beside its tasks
     * @param inherited functions that it need not ask for, if this is not serialised
     * @param whenSerialised called if this is serialised
     */
    WorkerMain(
            WorkerSetup setup,
            int number,
            int id,
            Queue<Object[]> orders,
            Map<Integer, WithWorker<Object, Object>> inherited,
            Runnable whenSerialised) {
        this.whenSerialised = whenSerialised;
        this.setup = setup;
        this.number = number;
        this.id = id;
        this.orders = orders;
        this.inherited = inherited;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        whenSerialised.run();
        out.defaultWriteObject();
    }

    void run() throws Exception {
        Worker worker = new Worker(id, setup.shared());
        Worker.current(worker);
        Loop loop = new Loop(worker);
        Thread thread = new Thread(loop.orders, "furcula pool orders");
        thread.setDaemon(true);
        thread.start();
        try {
            if (setup.onStart() != null) {
                setup.onStart().run(worker);
            }
        } catch (Exception | Error e) { // whatever it is, the pool tells it
            loop.say(PoolMessages.NOT_READY, 0, FailureReport.toBytes(e));
            return;
        }
        loop.say(PoolMessages.READY, 0, new byte[0]);
        loop.run();
        if (setup.onExit() != null) {
            setup.onExit().run(worker);
        }
    }

    /** What the worker has been told, beside its tasks. */
    private final class Orders implements Runnable {

        private final Thread main = Thread.currentThread();
        private final Map<Integer, Object> jobs = new HashMap<>(); // guarded by this
        private long current; // guarded by this: the item that may be interrupted, or 0
        private boolean isOver; // guarded by this

        @Override
        public void run() {
            try {
                while (true) {
                    obey(orders.take());
                }
            } catch (QueueClosedException | InterruptedException e) {
                end();
            }
        }

        private synchronized void obey(Object[] order) {
            switch ((String) order[0]) {
                case "job" -> {
                    jobs.put((Integer) order[1], order[2]);
                    notifyAll();
                }
                case "interrupt" -> {
                    if (current == (Long) order[1]) {
                        main.interrupt();
                    }
                }
                default -> end();
            }
        }

        private synchronized void end() {
            isOver = true;
            main.interrupt();
            notifyAll();
        }

        synchronized boolean isOver() {
            return isOver;
        }

        synchronized void begin(long item) {
            current = item;
        }

        /** After it nobody interrupts for that item's sake, and an interrupt that was for it is gone. */
        synchronized void end(boolean clear) {
            current = 0;
            if (clear && !isOver) {
                Thread.interrupted();
            }
        }

        synchronized Object awaitJob(int job) throws InterruptedException {
            while (!jobs.containsKey(job)) {
                if (isOver) {
                    throw new InterruptedException("the pool is over");
                }
                wait();
            }
            return jobs.remove(job);
        }
    }

    /** Taking tasks, and sending results. */
    private final class Loop implements Consumer<ByteBuffer> {

        private final Worker worker;
        private final Orders orders = new Orders();
        private final TaskTable table = setup.table();
        private final ByteMessages tasks = ByteMessages.of(setup.tasks());
        private final ByteMessages results = ByteMessages.of(setup.results());
        private final Map<Integer, WithWorker<Object, Object>> functions =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(
                            Map.Entry<Integer, WithWorker<Object, Object>> eldest) {
                        return size() > KEPT_FUNCTIONS;
                    }
                };

        /** The last job's, which is most often the next one's, too. */
        private int lastJob = -1;

        private @Nullable WithWorker<Object, Object> lastFunction;

        private ByteBuffer chunk = buffer(1 << 12);
        private boolean isMine;

        private Loop(Worker worker) {
            this.worker = worker;
        }

        private void run() throws InterruptedException {
            while (!orders.isOver() && worker.tasks() < setup.lifespan()) {
                isMine = false;
                try {
                    tasks.read(this, 1);
                } catch (QueueClosedException e) {
                    return;
                } catch (InterruptedException e) {
                    continue; // for a task that had just ended; or the worker is over
                }
                if (isMine && !work()) {
                    return;
                }
            }
        }

        /** Called with the queue's lock held: if this process dies here, another worker gets the message. */
        @Override
        public void accept(ByteBuffer message) {
            message.order(ByteOrder.nativeOrder());
            int at = message.position();
            int slot = message.getInt(at + PoolMessages.SLOT);
            if ((message.getShort(at + PoolMessages.FLAGS) & PoolMessages.TIMED) != 0) {
                table.starting(slot);
            }
            isMine = table.begin(slot, message.getInt(at + PoolMessages.SEQUENCE), number);
            if (isMine) {
                int length = message.remaining();
                if (chunk.capacity() < length) {
                    chunk = buffer(Integer.highestOneBit(length - 1) << 1);
                }
                chunk.put(0, message, at, length);
            }
        }

        /** {@return whether the worker goes on} */
        private boolean work() throws InterruptedException {
            int slot = chunk.getInt(PoolMessages.SLOT);
            int sequence = chunk.getInt(PoolMessages.SEQUENCE);
            int job = chunk.getInt(PoolMessages.JOB);
            int count = chunk.getShort(PoolMessages.COUNT) & 0xffff;
            int flags = chunk.getShort(PoolMessages.FLAGS);
            int at = PoolMessages.HEADER_BYTES;
            Throwable broken = null;
            try {
                know(job);
            } catch (RuntimeException | LinkageError e) {
                broken = e;
            }
            for (int item = 0; item < count; item++) {
                if (item > 0) {
                    if ((flags & PoolMessages.TIMED) != 0) {
                        table.starting(slot);
                    }
                    if (!table.next(slot, sequence, item, number)) {
                        return false;
                    }
                }
                int length = chunk.getInt(at);
                worker.nextTask();
                Object result;
                if ((flags & PoolMessages.INTERRUPTIBLE) != 0) {
                    orders.begin(key(slot, sequence, item));
                    result = result(at + Integer.BYTES, length, broken);
                    orders.end(true);
                } else {
                    result = result(at + Integer.BYTES, length, broken);
                    if (Thread.currentThread().isInterrupted()) {
                        orders.end(true); // by itself; no other task is to suffer for it
                    }
                }
                at += PoolMessages.itemBytes(length);
                if (!table.end(slot, sequence, item, number)) {
                    return false;
                }
                send(slot, sequence, item, result);
                if (result instanceof VirtualMachineFailure) {
                    return false; // who knows what is left of this JVM
                }
            }
            return true;
        }

        /** {@return what to send: a message of the codec's, or a report} */
        @SuppressWarnings("NullAway") // null is an item like any other
        private Object result(int at, int length, @Nullable Throwable broken) {
            try {
                if (broken != null) {
                    return FailureReport.toBytes(broken);
                }
                Object item = Codec.finish(Codec.decode(chunk, at, length));
                Object value = function().apply(worker, item);
                return Codec.encode(value, "result");
            } catch (OutOfMemoryError | InternalError e) {
                return new VirtualMachineFailure(FailureReport.toBytes(e));
            } catch (Throwable e) { // whatever it is, the pool tells it
                return FailureReport.toBytes(e);
            }
        }

        private void send(int slot, int sequence, int item, Object result)
                throws InterruptedException {
            if (result instanceof Codec.Outgoing value) {
                results.write(PoolMessages.HEADER_BYTES + value.sizeBytes(), out -> {
                    int at = header(out, slot, sequence, item, PoolMessages.VALUE);
                    value.writeTo(out, at);
                });
            } else {
                byte[] report = result instanceof VirtualMachineFailure failure
                        ? failure.report
                        : (byte[]) result;
                results.write(
                        PoolMessages.HEADER_BYTES + report.length,
                        out -> out.put(
                                header(out, slot, sequence, item, PoolMessages.FAILURE), report));
            }
        }

        private void say(int what, int item, byte[] report) throws InterruptedException {
            results.write(
                    PoolMessages.HEADER_BYTES + report.length,
                    out -> out.put(header(out, what, number, item, PoolMessages.FAILURE), report));
        }

        private void know(int job) throws InterruptedException {
            if (job == lastJob) {
                return;
            }
            WithWorker<Object, Object> function = inherited == null ? null : inherited.get(job);
            if (function == null) {
                function = functions.get(job);
            }
            if (function == null) {
                say(PoolMessages.NEEDS_JOB, job, new byte[0]);
                byte[] bytes = (byte[]) orders.awaitJob(job);
                if (bytes.length == 0) {
                    throw new CancellationException("nobody wants the results of this task");
                }
                function = decode(bytes);
                functions.put(job, function);
            }
            lastJob = job;
            lastFunction = function;
        }

        @SuppressWarnings("unchecked") // as the pool has encoded it
        private WithWorker<Object, Object> decode(byte[] function) {
            return (WithWorker<Object, Object>) Objects.requireNonNull(Codec.fromBytes(function));
        }

        private WithWorker<Object, Object> function() {
            return Objects.requireNonNull(lastFunction);
        }
    }

    private record VirtualMachineFailure(
            @SuppressWarnings("ArrayRecordComponent") byte[] report) {}

    private static int header(ByteBuffer out, int slot, int sequence, int item, int kind) {
        out.order(ByteOrder.nativeOrder());
        int at = out.position();
        out.putInt(at + PoolMessages.SLOT, slot);
        out.putInt(at + PoolMessages.SEQUENCE, sequence);
        out.putInt(at + PoolMessages.ITEM, item);
        out.putInt(at + PoolMessages.KIND, kind);
        return at + PoolMessages.HEADER_BYTES;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    /** {@return an item as one number, never 0} */
    static long key(int slot, int sequence, int item) {
        return ((long) sequence << 32) ^ ((long) slot << 16) ^ item ^ Long.MIN_VALUE;
    }
}
