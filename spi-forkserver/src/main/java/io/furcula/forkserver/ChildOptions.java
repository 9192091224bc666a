package io.furcula.forkserver;

import io.furcula.ProcessOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of a server is told of its options: those that a process can take while it runs.
 *
 * @param properties {@code -Dname=value}
 * @param environment variables to set
 * @param directory the working directory, or null for the server's
 */
record ChildOptions(
        List<String> properties,
        Map<String, String> environment,
        @Nullable Path directory) {

    static ChildOptions of(ProcessOptions options) {
        List<String> properties = options.jvmArguments().stream()
                .filter(argument -> argument.startsWith("-D"))
                .toList();
        Path directory = options.directory();
        return new ChildOptions(
                properties,
                options.environment(),
                directory == null ? null : directory.toAbsolutePath());
    }

    /** {@return the others: a JVM has them from its start on} */
    static ProcessOptions ofServer(ProcessOptions options) {
        List<String> arguments = options.jvmArguments().stream()
                .filter(argument -> !argument.startsWith("-D"))
                .toList();
        return new ProcessOptions(
                arguments, Map.of(), null, options.maxHeapBytes(), Redirect.INHERIT);
    }

    ProcessOptions toProcessOptions() {
        return new ProcessOptions(properties, environment, directory, 0, Redirect.INHERIT);
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(properties.size());
            for (String property : properties) {
                out.writeUTF(property);
            }
            out.writeInt(environment.size());
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                out.writeUTF(variable.getKey());
                out.writeUTF(variable.getValue());
            }
            out.writeUTF(directory == null ? "" : directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static ChildOptions fromBytes(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<String> properties = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            properties.add(in.readUTF());
        }
        Map<String, String> environment = new HashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            environment.put(in.readUTF(), in.readUTF());
        }
        String directory = in.readUTF();
        return new ChildOptions(
                properties, environment, directory.isEmpty() ? null : Path.of(directory));
    }
}
