package io.furcula.stress;

import io.furcula.IntValue;
import io.furcula.LongValue;
import io.furcula.Value;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Numbers in shared memory change as one. */
class ValueStressTest {

    @Test
    void aLongChangesAsOne() {
        Histories.check(Long.class, Number.class, 2);
    }

    @Test
    void anIntChangesAsOne() {
        Histories.check(Int.class, Number.class, 2);
    }

    @Param(name = "number", gen = IntGen.class, conf = "0:3")
    public static class Long {
        private static final LongValue VALUE = Value.ofLong(0);

        public Long() {
            VALUE.set(0);
        }

        @Operation(params = "number")
        public int add(int number) {
            return (int) VALUE.getAndAdd(number);
        }

        @Operation(params = {"number", "number"})
        public boolean change(int from, int to) {
            return VALUE.compareAndSet(from, to);
        }

        @Operation(params = "number")
        public void set(int number) {
            VALUE.set(number);
        }

        @Operation
        public int get() {
            return (int) VALUE.get();
        }
    }

    @Param(name = "number", gen = IntGen.class, conf = "0:3")
    public static class Int {
        private static final IntValue VALUE = Value.ofInt(0);

        public Int() {
            VALUE.set(0);
        }

        @Operation(params = "number")
        public int add(int number) {
            return VALUE.getAndAdd(number);
        }

        @Operation(params = {"number", "number"})
        public boolean change(int from, int to) {
            return VALUE.compareAndSet(from, to);
        }

        @Operation(params = "number")
        public void set(int number) {
            VALUE.set(number);
        }

        @Operation
        public int get() {
            return VALUE.get();
        }
    }

    /** The same for one thread. */
    public static class Number {
        private int value;

        public int add(int number) {
            value += number;
            return value - number;
        }

        public boolean change(int from, int to) {
            boolean changed = value == from;
            value = changed ? to : value;
            return changed;
        }

        public void set(int number) {
            value = number;
        }

        public int get() {
            return value;
        }
    }
}
