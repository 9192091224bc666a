package io.furcula.bench.allocation;

import io.furcula.ByteMessages;
import io.furcula.Queue;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message is put and taken by one thread: what that allocates does not depend on who takes it. Each
 * method is a case of the suite.
 */
@State(Scope.Benchmark)
public class QueueBenchmark implements Consumer<ByteBuffer> {

    private static final int SMALL_BYTES = 32;
    private static final int LARGE_BYTES = 1 << 20;
    private static final int CAPACITY = 16;

    private final byte[] small = new byte[SMALL_BYTES];
    private final byte[] large = new byte[LARGE_BYTES];
    private final ByteBuffer source = ByteBuffer.allocate(SMALL_BYTES);
    private final ByteBuffer target = ByteBuffer.allocateDirect(SMALL_BYTES);
    private final Queue<Object> queue = Queue.create(CAPACITY);
    private final Queue<byte[]> bytes = Queue.create(CAPACITY);
    private final ByteMessages messages = ByteMessages.of(bytes);
    private long read;

    /** Ends the queue. */
    @TearDown(Level.Trial)
    public void close() {
        queue.close();
        bytes.close();
    }

    /** {@return a new array of 32 bytes} */
    @Benchmark
    public Object putTake32B() throws InterruptedException {
        queue.put(small);
        return queue.take();
    }

    /** {@return how long the message was} It is copied from an array, and into a buffer. */
    @Benchmark
    public int copy32B() throws InterruptedException {
        messages.put(small, 0, SMALL_BYTES);
        return messages.take(target.clear());
    }

    /** {@return how long the message was} It is copied from a buffer, and into one. */
    @Benchmark
    public int buffer32B() throws InterruptedException {
        messages.put(source);
        return messages.take(target.clear());
    }

    @Override
    public void accept(ByteBuffer in) {
        read = in.getLong();
    }

    /** {@return what was in the message} It is written and read in place. */
    @Benchmark
    public long lent32B() throws InterruptedException {
        messages.write(
                SMALL_BYTES,
                out -> out.putLong(SMALL_BYTES)); // captures nothing: one object for all
        messages.read(this, 1);
        return read;
    }

    /** {@return a new array of 1 MiB} */
    @Benchmark
    public Object putTake1MiB() throws InterruptedException {
        queue.put(large);
        return queue.take();
    }

    /** {@return a new number} */
    @Benchmark
    public Object putTakeInt() throws InterruptedException {
        queue.put(SMALL_BYTES << 10);
        return queue.take();
    }

    /** {@return a new string of 10 characters} */
    @Benchmark
    public Object putTakeString() throws InterruptedException {
        queue.put("message 42");
        return queue.take();
    }
}
