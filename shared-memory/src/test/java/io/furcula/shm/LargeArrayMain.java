package io.furcula.shm;

import io.furcula.Array;
import io.furcula.ByteArray;
import io.furcula.SharedMemoryException;

/** Makes an array of so many bytes, writes all of it, and says so; or says why not. Argument: how many. */
final class LargeArrayMain {

    private LargeArrayMain() {}

    public static void main(String[] args) {
        int bytes = Integer.parseInt(args[0]);
        try (ByteArray array = Array.ofBytes(bytes)) {
            for (int i = 0; i < bytes; i++) {
                array.set(i, (byte) 1);
            }
            System.out.println("wrote " + bytes + " bytes");
        } catch (SharedMemoryException e) {
            System.out.println("refused: " + e.getMessage());
        }
        try (ByteArray small = Array.ofBytes(100_000)) {
            small.fill((byte) 1);
            System.out.println("a small one fits");
        }
    }
}
