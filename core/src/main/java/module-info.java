/**
 * Furcula's core: processes, queues, pipes, shared values and locks, and the interface that start
 * methods implement.
 */
@SuppressWarnings("module") // of the friends it exports to, not all need be there
@org.jspecify.annotations.NullMarked
module io.furcula {
    requires static org.jspecify;
    requires java.management;

    exports io.furcula;
    exports io.furcula.manager;
    exports io.furcula.pool;
    exports io.furcula.sync;
    exports io.furcula.spi;
    exports io.furcula.internal to
            io.furcula.fork,
            io.furcula.forkengine,
            io.furcula.forkserver,
            io.furcula.shm;
    exports io.furcula.internal.boot to
            io.furcula.forkserver;
    exports io.furcula.internal.codec to
            io.furcula.forkserver,
            io.furcula.shm,
            io.furcula.testkit;
    exports io.furcula.internal.start to
            io.furcula.forkengine;
    exports io.furcula.internal.wire to
            io.furcula.fork,
            io.furcula.forkengine,
            io.furcula.forkserver;
    exports io.furcula.internal.shared to
            io.furcula.forkengine,
            io.furcula.shm,
            io.furcula.testkit;

    uses io.furcula.spi.MessageCodec;
    uses io.furcula.spi.SegmentProvider;
    uses io.furcula.spi.StartMethod;
}
