package io.furcula.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Sources in other languages, which lie beside a class. */
final class Resources {

    private Resources() {}

    /**
     * {@return a copy}
     *
     * @param owner the resource lies beside it
     * @param name its file name
     * @param folder where to copy it to
     */
    static Path copy(Class<?> owner, String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream source = owner.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(source, name), file);
        }
        return file;
    }
}
