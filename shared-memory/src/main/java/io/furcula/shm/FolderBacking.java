package io.furcula.shm;

import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.FileSegmentProvider;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file system of a folder. It refuses what it has no room for; but if it is a tmpfs, it may be
 * larger than the memory that we may use, and then the kernel kills instead. So that counts, too.
 *
 * @param file a file in the folder
 * @param memory what a tmpfs is made of
 */
record FolderBacking(Path file, Backing memory) implements Backing {

    FolderBacking(Path file) {
        this(file, new MemoryBacking("memory (tmpfs at " + file.getParent() + ")"));
    }

    @Override
    public String where() {
        return String.valueOf(file.getParent());
    }

    @Override
    public long freeBytes() {
        return Math.min(ofFolder(), ofMemory());
    }

    private long ofFolder() {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private long ofMemory() {
        try {
            FileStore store = Files.getFileStore(file);
            return store.type().equals("tmpfs") ? memory.freeBytes() : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public SharedMemoryFullException full(long askedBytes) {
        return ofMemory() < ofFolder()
                ? memory.full(askedBytes)
                : FileSegmentProvider.full(file, askedBytes);
    }
}
