package io.furcula.shm;

import io.furcula.ShareableList;
import io.furcula.SharedMemory;
import io.furcula.SharedMemoryException;
import java.util.List;

/** A process that was started by itself, and uses shared memory by its name. Arguments: what it does, and a name. */
final class SharedMemoryPeerMain {

    private SharedMemoryPeerMain() {}

    public static void main(String[] args) throws Exception {
        String name = args[1];
        switch (args[0]) {
            case "write" -> write(name);
            case "own" -> own(name);
            case "list" -> list(name);
            case "look" -> look(name);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Attaches, writes the last byte, and ends without closing anything. */
    private static void write(String name) {
        SharedMemory memory = SharedMemory.attach(name);
        long last = memory.sizeBytes() - 1;
        memory.buffer(last, 1).put(0, (byte) 77);
        System.out.println("size " + memory.sizeBytes());
    }

    /** Creates a block and a list, and waits to be killed or told to end. */
    private static void own(String name) throws InterruptedException {
        SharedMemory memory = SharedMemory.create(name, 100);
        memory.buffer().put(0, (byte) 5);
        ShareableList list = ShareableList.of(List.of("a", 1));
        System.out.println("owns " + list.memory().name());
        Thread.currentThread().join();
    }

    /** Changes a list. */
    private static void list(String name) {
        try (ShareableList list = ShareableList.attach(name)) {
            list.set(0, "changed");
            list.updateAndGet(1, n -> n instanceof Long number ? number + 1 : null);
            System.out.println("list " + list);
        }
    }

    private static void look(String name) {
        try (SharedMemory memory = SharedMemory.attach(name)) {
            System.out.println("found " + memory.buffer().get(0));
        } catch (SharedMemoryException e) {
            System.out.println("found nothing " + e.getMessage().contains("[FUR-332]"));
        }
    }
}
