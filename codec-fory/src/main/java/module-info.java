import io.furcula.fory.ForyCodec;

/** A fast codec for messages, on Apache Fory. */
@SuppressWarnings("requires-automatic")
@org.jspecify.annotations.NullMarked
module io.furcula.fory {
    requires static org.jspecify;
    requires transitive io.furcula;
    requires org.apache.fory.core;

    exports io.furcula.fory;

    provides io.furcula.spi.MessageCodec with
            ForyCodec;
}
