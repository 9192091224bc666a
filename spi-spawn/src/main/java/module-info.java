import io.furcula.spawn.SpawnStartMethod;

/** The start method {@code spawn}: a child is a fresh JVM. */
@org.jspecify.annotations.NullMarked
module io.furcula.spawn {
    requires static org.jspecify;
    requires transitive io.furcula;

    exports io.furcula.spawn;

    provides io.furcula.spi.StartMethod with
            SpawnStartMethod;
}
