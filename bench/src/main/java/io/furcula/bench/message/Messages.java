package io.furcula.bench.message;

import java.io.Serializable;

/**
 * Messages that are numbered, so that the receiver can tell whether it got what was sent.
 *
 * @param <E> their type
 */
interface Messages<E> {

    /** The number of the last message, after which its producer sends no more. */
    long END = -1;

    /**
     * {@return a message} It may be the same object as the last time, with other content.
     *
     * @param number from 0, or {@link #END}
     */
    E message(long number);

    /**
     * {@return its number}
     *
     * @param message one that was received
     * @throws IllegalStateException if it is not as it was sent
     */
    long number(E message);

    /**
     * {@return who sent it, from 0}
     *
     * @param message one that was received
     */
    default int producer(E message) {
        return 0;
    }

    /** Numbers themselves. */
    Messages<Integer> INTEGERS = new Messages<>() {
        @Override
        public Integer message(long number) {
            return (int) number;
        }

        @Override
        public long number(Integer message) {
            return message;
        }
    };

    /** Short strings, such as {@code message 42}. */
    Messages<String> STRINGS = new Messages<>() {
        private static final String PREFIX = "message ";

        @Override
        public String message(long number) {
            return PREFIX + number;
        }

        @Override
        public long number(String message) {
            if (!message.startsWith(PREFIX)) {
                throw new IllegalStateException("received '" + message + "'");
            }
            return Long.parseLong(message, PREFIX.length(), message.length(), 10);
        }
    };

    /** Small objects. */
    Messages<Reading> READINGS = new Messages<>() {
        @Override
        public Reading message(long number) {
            return new Reading(number, "sensor", number / 2.0);
        }

        @Override
        public long number(Reading message) {
            if (message.value() != message.number() / 2.0) {
                throw new IllegalStateException("received " + message);
            }
            return message.number();
        }
    };

    /**
     * A small object, as programs send them.
     *
     * @param number its number
     * @param source the same for all
     * @param value half the number
     */
    record Reading(long number, String source, double value) implements Serializable {
        private static final long serialVersionUID = 1;
    }
}
