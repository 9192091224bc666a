package io.furcula.bench.parent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a parent process has measured.
 *
 * @param unavailable why it could measure nothing, or null
 * @param samples by the metric's name
 */
record Answer(@Nullable String unavailable, Map<String, List<Double>> samples) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@return the answer in the last line of what a parent printed} */
    static Answer parse(String output) throws JsonProcessingException {
        String text = output.stripTrailing();
        return JSON.readValue(text.substring(text.lastIndexOf('\n') + 1), Answer.class);
    }

    String line() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }
}
