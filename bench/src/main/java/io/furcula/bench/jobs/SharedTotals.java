package io.furcula.bench.jobs;

import io.furcula.LongValue;
import io.furcula.Value;
import java.io.Serializable;

/** What all workers together have done so far, in shared memory. */
record SharedTotals(LongValue jars, LongValue bytes, LongValue classes, LongValue unreadable)
        implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    static SharedTotals create() {
        return new SharedTotals(Value.ofLong(0), Value.ofLong(0), Value.ofLong(0), Value.ofLong(0));
    }

    void add(JarResult result) {
        jars.add(1);
        bytes.add(result.bytes());
        classes.add(result.classes());
        unreadable.add(result.error() == null ? 0 : 1);
    }

    @Override
    public void close() {
        jars.close();
        bytes.close();
        classes.close();
        unreadable.close();
    }
}
