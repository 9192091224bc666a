package io.furcula.shm;

import io.furcula.spi.SegmentRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What copy-on-write objects have in common: an image, and whether this object is still open. */
abstract class CowData implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int LARGEST_BYTES = Integer.MAX_VALUE - (8 << 10);

    private final transient Kind kind;
    private final transient CowImage image;

    /** Null once closed: an access after that fails and cannot crash. */
    private transient volatile @Nullable ByteBuffer open;

    CowData(Kind kind, CowImage image) {
        this.kind = kind;
        this.image = image;
        this.open = image.data();
    }

    static CowImage create(Kind kind, long dataBytes, Consumer<ByteBuffer> writer) {
        if (dataBytes > LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    dataBytes + " bytes are too many for one image; the most is " + LARGEST_BYTES);
        }
        return CowImage.create(kind.code, (int) dataBytes, writer);
    }

    final ByteBuffer data() {
        ByteBuffer bytes = open;
        if (bytes == null) {
            throw new IllegalStateException("this copy-on-write object is closed");
        }
        return bytes;
    }

    final ByteBuffer view() {
        return data().duplicate().order(ByteOrder.nativeOrder());
    }

    final CowImage image() {
        data();
        return image;
    }

    final boolean isClosed() {
        return open == null;
    }

    public Cow.Cost cost() {
        long copied = CopiedPages.bytes(image().id());
        return new Cow.Cost(CopiedPages.whole(data().capacity()) - copied, copied);
    }

    public void close() {
        synchronized (image) {
            if (open != null) {
                open = null;
                image.release();
            }
        }
    }

    /** Not private: it is the subclasses' objects that are replaced. */
    final Object writeReplace() {
        return new Handle(kind, image().export(), data().capacity());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a copy-on-write object is sent as its handle");
    }

    /** What an image holds. */
    enum Kind {
        OBJECT(ImageLayout.OBJECT),
        BYTES(ImageLayout.BYTES),
        LONGS(ImageLayout.LONGS),
        DOUBLES(ImageLayout.DOUBLES);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        CowData over(CowImage image) {
            return switch (this) {
                case OBJECT -> new CowObject<>(image);
                case BYTES -> new CowBytes(image);
                case LONGS -> new CowLongs(image);
                case DOUBLES -> new CowDoubles(image);
            };
        }
    }

    private record Handle(Kind kind, SegmentRef segment, int dataBytes) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return kind.over(CowImage.attach(segment, dataBytes));
        }
    }
}
