package io.furcula.pool;

import io.furcula.ByteMessages;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.pool.PoolMessages;
import io.furcula.internal.wire.FailureReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that takes a pool's results back.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class ResultReader implements Consumer<ByteBuffer> {

    private static final int BATCH = 1024;

    private final PoolEngine engine;
    private final Queue<byte[]> queue;
    private final ByteMessages results;
    private final Thread thread;

    /* A batch, of this thread alone: what was read with the queue's lock held, and is looked at without. */
    private final int[] slots = new int[BATCH];
    private final int[] sequences = new int[BATCH];
    private final int[] items = new int[BATCH];
    private final int[] kinds = new int[BATCH];
    private final @Nullable Object[] contents = new Object[BATCH];
    private final @Nullable Chunk[] chunks = new Chunk[BATCH];
    private int count;

    ResultReader(PoolEngine engine, Queue<byte[]> queue, String name) {
        this.engine = engine;
        this.queue = queue;
        this.results = ByteMessages.of(queue);
        this.thread = new Thread(this::run, "furcula " + name + " results");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isThisThread() {
        return Thread.currentThread() == thread;
    }

    /** A worker's process has ended: says so behind what it has sent. */
    void gone(int number) {
        try {
            results.write(PoolMessages.HEADER_BYTES, out -> {
                out.order(ByteOrder.nativeOrder());
                int at = out.position();
                out.putInt(at + PoolMessages.SLOT, PoolMessages.GONE);
                out.putInt(at + PoolMessages.SEQUENCE, number);
                out.putInt(at + PoolMessages.ITEM, 0);
                out.putInt(at + PoolMessages.KIND, 0);
            });
        } catch (InterruptedException e) {
            throw new AssertionError("a queue without a bound never waits", e);
        } catch (QueueClosedException e) {
            // The pool is over.
        }
    }

    /** Nothing is to come any more. */
    void stop() {
        queue.close();
    }

    private void run() {
        while (true) {
            try {
                count = 0;
                results.read(this, BATCH);
                deal();
            } catch (QueueClosedException e) {
                return;
            } catch (InterruptedException e) {
                // Of nobody's: this thread is the pool's.
            } catch (RuntimeException | Error e) { // memory may be short, for example
                engine.giveUp(e); // and goes on, to learn of the workers' ends
            }
        }
    }

    private void deal() {
        List<Runnable> news = new ArrayList<>(0);
        sort(news);
        for (int i = 0; i < count; i++) {
            Chunk chunk = chunks[i];
            if (chunk != null) {
                complete(chunk, i);
            }
            chunks[i] = null;
            contents[i] = null;
        }
        news.forEach(Runnable::run);
    }

    @Override
    public void accept(ByteBuffer message) {
        message.order(ByteOrder.nativeOrder());
        int at = message.position();
        int i = count++;
        slots[i] = message.getInt(at + PoolMessages.SLOT);
        sequences[i] = message.getInt(at + PoolMessages.SEQUENCE);
        items[i] = message.getInt(at + PoolMessages.ITEM);
        kinds[i] = message.getInt(at + PoolMessages.KIND);
        int content = at + PoolMessages.HEADER_BYTES;
        int length = message.limit() - content;
        if (kinds[i] == PoolMessages.VALUE && slots[i] >= 0) {
            contents[i] = Codec.decode(message, content, length);
        } else {
            byte[] report = new byte[length];
            message.get(content, report);
            contents[i] = report;
        }
    }

    private void sort(List<Runnable> news) {
        ReentrantLock lock = engine.lock();
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                if (slots[i] >= 0) {
                    chunks[i] = engine.resultOf(slots[i], sequences[i], items[i]);
                } else {
                    hear(i, news);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void hear(int i, List<Runnable> news) {
        int number = sequences[i];
        switch (slots[i]) {
            case PoolMessages.READY -> engine.ready(number);
            case PoolMessages.NOT_READY -> engine.notReady(number, failure(contents[i]));
            case PoolMessages.NEEDS_JOB -> engine.teach(number, items[i]);
            case PoolMessages.GONE -> news.addAll(engine.gone(number));
            default -> throw new AssertionError("a message of kind " + slots[i]);
        }
    }

    private void complete(Chunk chunk, int i) {
        Object value = null;
        Throwable failure = null;
        try {
            if (kinds[i] == PoolMessages.VALUE) {
                value = Codec.finish(contents[i]);
            } else {
                failure = failure(contents[i]);
            }
        } catch (RuntimeException | LinkageError e) {
            failure = e; // its class is missing here, for example
        }
        try {
            chunk.job.results().completed(chunk.first + items[i], value, failure);
        } catch (RuntimeException | Error e) { // of what depends on it
            System.getLogger("io.furcula.pool")
                    .log(System.Logger.Level.WARNING, "what depends on a task has failed", e);
        }
    }

    private static Throwable failure(@Nullable Object report) {
        try {
            return FailureReport.fromBytes((byte[]) java.util.Objects.requireNonNull(report));
        } catch (IOException e) {
            throw new IllegalStateException("a report that cannot be read", e);
        }
    }
}
