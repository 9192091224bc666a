import io.furcula.threading.ThreadingStartMethod;

/** The start method {@code threading}: a child is a thread of this JVM. */
@org.jspecify.annotations.NullMarked
module io.furcula.threading {
    requires static org.jspecify;
    requires transitive io.furcula;

    exports io.furcula.threading;

    provides io.furcula.spi.StartMethod with
            ThreadingStartMethod;
}
