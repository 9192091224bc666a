import io.furcula.fork.ForkStartMethod;

/** The start method {@code fork}: a child is a copy of this JVM. */
@org.jspecify.annotations.NullMarked
module io.furcula.fork {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires io.furcula.forkengine;
    requires java.management;

    exports io.furcula.fork;

    provides io.furcula.spi.StartMethod with
            ForkStartMethod;
}
