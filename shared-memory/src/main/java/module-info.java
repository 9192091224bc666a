/** Furcula's shared memory on Linux: memory files, waiting by futex, and copy-on-write objects. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // JNA's only jar with its native code has no module-info
module io.furcula.shm {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires com.sun.jna;

    exports io.furcula.shm;

    provides io.furcula.spi.SegmentProvider with
            io.furcula.shm.MemfdSegmentProvider,
            io.furcula.shm.ShmSegmentProvider;
}
