package io.furcula.bench.allocation;

import java.util.Arrays;

/** What is put and taken. */
enum AllocationCase {
    BYTES_32("put-take-32B", "putTake32B"),
    COPY_32("copy-32B", "copy32B"),
    BUFFER_32("buffer-32B", "buffer32B"),
    LENT_32("lent-32B", "lent32B"),
    BYTES_1MIB("put-take-1MiB", "putTake1MiB"),
    INT("put-take-int", "putTakeInt"),
    STRING("put-take-string", "putTakeString");

    private final String id;
    private final String method;

    AllocationCase(String id, String method) {
        this.id = id;
        this.method = method;
    }

    /** {@return the case of this name} */
    static AllocationCase of(String id) {
        return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst().orElseThrow();
    }

    /** {@return the name in the results} */
    String id() {
        return id;
    }

    /** {@return a pattern for JMH that matches its method of {@link QueueBenchmark} alone} */
    String pattern() {
        return QueueBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$";
    }
}
