package io.furcula.bench.message;

import java.util.Arrays;
import java.util.List;

/** Who sends what to whom. */
enum QueueCase {
    ONE_TO_ONE("1p1c-32B", 1, 1, 32),
    FOUR_TO_ONE("4p1c-32B", 4, 1, 32),
    ONE_TO_FOUR("1p4c-32B", 1, 4, 32),
    ONE_TO_ONE_LARGE("1p1c-1MiB", 1, 1, 1 << 20),
    ONE_TO_ONE_INT("1p1c-int", 1, 1, 0),
    ONE_TO_ONE_STRING("1p1c-string", 1, 1, 0),
    ONE_TO_ONE_RECORD("1p1c-record", 1, 1, 0);

    private static final int SMALL = 64;
    private static final int CAPACITY = 16_384;
    private static final int CAPACITY_LARGE = 16;
    private static final int LOOK_EVERY = 64;

    private final String id;
    private final int producers;
    private final int consumers;
    private final int bytes;

    QueueCase(String id, int producers, int consumers, int bytes) {
        this.id = id;
        this.producers = producers;
        this.consumers = consumers;
        this.bytes = bytes;
    }

    /** {@return the case of this name} */
    static QueueCase of(String id) {
        return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst().orElseThrow();
    }

    /** {@return the name in the results} */
    String id() {
        return id;
    }

    int producers() {
        return producers;
    }

    int consumers() {
        return consumers;
    }

    /** {@return the size of a message; 0 if it is an object} */
    int bytes() {
        return bytes;
    }

    /** {@return how many messages the queue holds} */
    int capacity() {
        return isLarge() ? CAPACITY_LARGE : CAPACITY;
    }

    /** {@return after how many messages to look at the clock} */
    int lookEvery() {
        return isLarge() ? 1 : LOOK_EVERY;
    }

    boolean isLarge() {
        return bytes > SMALL;
    }

    /** {@return whether it can be done by what knows nothing but bytes, and one consumer} */
    boolean isForByteStreams() {
        return bytes > 0 && consumers == 1;
    }

    /**
     * {@return its messages}
     *
     * @param producer whose, from 0; of no matter to who receives
     */
    Messages<?> messages(int producer) {
        return switch (this) {
            case ONE_TO_ONE_INT -> Messages.INTEGERS;
            case ONE_TO_ONE_STRING -> Messages.STRINGS;
            case ONE_TO_ONE_RECORD -> Messages.READINGS;
            default -> new Frames(bytes, producer);
        };
    }

    /** {@return all cases} */
    static List<QueueCase> all() {
        return List.of(values());
    }
}
