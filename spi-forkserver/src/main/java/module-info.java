import io.furcula.forkserver.ForkServerStartMethod;

/** The start method {@code forkserver}: children are copies of a small JVM that is started to be copied. */
@org.jspecify.annotations.NullMarked
module io.furcula.forkserver {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires io.furcula.forkengine;
    requires java.management;

    exports io.furcula.forkserver;

    provides io.furcula.spi.StartMethod with
            ForkServerStartMethod;
}
