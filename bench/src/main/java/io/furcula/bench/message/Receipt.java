package io.furcula.bench.message;

import java.io.Serializable;
import java.util.Collection;

/**
 * Checks what one consumer receives: all that each producer sent, in its order, and nothing else. One of
 * several consumers gets a part of it, in the same order; that nothing is missing shows their sum.
 *
 * <p><b>Thread safety:</b> confined to one thread.
 */
final class Receipt {

    private final long[] next;
    private final boolean alone;
    private int open;
    private long received;
    private long sum;

    /**
     * Creates one.
     *
     * @param producers how many there are
     * @param alone whether there is no other consumer
     */
    Receipt(int producers, boolean alone) {
        this.next = new long[producers];
        this.alone = alone;
        this.open = producers;
    }

    /**
     * {@return whether it counts, and is not a producer's end}
     *
     * @param producer whose message
     * @param number its number
     * @throws IllegalStateException if it is not what must come now
     */
    boolean accept(int producer, long number) {
        if (number == Messages.END) {
            open--;
            return false;
        }
        long expected = next[producer];
        if (alone ? number != expected : number < expected) {
            throw new IllegalStateException("received message " + number + " of producer "
                    + producer + " when " + expected + " was to come");
        }
        next[producer] = number + 1;
        received++;
        sum += number;
        return true;
    }

    /** {@return whether no more is to come} */
    boolean isComplete() {
        return open == 0;
    }

    Total total() {
        return new Total(received, sum);
    }

    /**
     * What was received, or sent.
     *
     * @param messages how many
     * @param sum of their numbers, modulo 2^64
     */
    record Total(long messages, long sum) implements Serializable {
        private static final long serialVersionUID = 1;

        /** {@return what one producer sent} */
        static Total sent(long messages) {
            return new Total(messages, messages * (messages - 1) / 2);
        }

        /** {@return what several come to} */
        static Total of(Collection<Total> totals) {
            return new Total(
                    totals.stream().mapToLong(Total::messages).sum(),
                    totals.stream().mapToLong(Total::sum).sum());
        }

        /** Makes sure that all was received. */
        static void check(Collection<Total> sent, Collection<Total> received) {
            if (!of(sent).equals(of(received))) {
                throw new IllegalStateException("sent " + sent + ", received " + received);
            }
        }
    }
}
