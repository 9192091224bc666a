package io.furcula.bench.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Work that a JIT compiler makes fast: an order is written as JSON, and read and summed up. */
final class HotCall {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 8;
    private static final int TOTAL = LINES * (LINES - 1) / 2;

    private HotCall() {}

    /** {@return how long one call takes} */
    static long nanos() throws JsonProcessingException {
        long begin = System.nanoTime();
        int total = total(JSON.readTree(JSON.writeValueAsString(order())));
        long nanos = System.nanoTime() - begin;
        if (total != TOTAL) {
            throw new IllegalStateException("the total is " + total + " and not " + TOTAL);
        }
        return nanos;
    }

    private static ObjectNode order() {
        ObjectNode order = JSON.createObjectNode().put("customer", "Müller & Söhne");
        ArrayNode lines = order.putArray("lines");
        for (int i = 0; i < LINES; i++) {
            lines.addObject().put("article", "article " + i).put("price", 9.5).put("count", i);
        }
        return order;
    }

    private static int total(JsonNode order) {
        int total = 0;
        for (JsonNode line : order.path("lines")) {
            total += line.path("count").asInt();
        }
        return total;
    }
}
