package io.furcula.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes results as {@code {"header":{...},"results":[...]}}. */
final class JsonReport {

    private JsonReport() {}

    static void write(Results results, Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("header", results.header());
        content.put("results", results.results());
        Files.writeString(file, json.writeValueAsString(content) + "\n");
    }
}
