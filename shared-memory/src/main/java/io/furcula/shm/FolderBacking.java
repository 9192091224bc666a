package io.furcula.shm;

import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.FileSegmentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file system of a folder. It refuses what it has no room for.
 *
 * @param file a file in the folder
 */
record FolderBacking(Path file) implements Backing {

    @Override
    public String where() {
        return String.valueOf(file.getParent());
    }

    @Override
    public long freeBytes() {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public SharedMemoryFullException full(long askedBytes) {
        return FileSegmentProvider.full(file, askedBytes);
    }
}
