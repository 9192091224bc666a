package io.furcula.bench.allocation;

import io.furcula.Queue;
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
public class QueueBenchmark {

    private static final int SMALL_BYTES = 32;
    private static final int LARGE_BYTES = 1 << 20;
    private static final int CAPACITY = 16;

    private final byte[] small = new byte[SMALL_BYTES];
    private final byte[] large = new byte[LARGE_BYTES];
    private final Queue<Object> queue = Queue.create(CAPACITY);

    /** Ends the queue. */
    @TearDown(Level.Trial)
    public void close() {
        queue.close();
    }

    /** {@return a new array of 32 bytes} */
    @Benchmark
    public Object putTake32B() throws InterruptedException {
        queue.put(small);
        return queue.take();
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
