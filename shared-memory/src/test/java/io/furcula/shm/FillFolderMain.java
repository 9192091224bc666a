package io.furcula.shm;

import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fills a file system of 1 MiB with segments. Argument: the folder. */
final class FillFolderMain {

    private static final int SEGMENT_BYTES = 400 << 10;

    private FillFolderMain() {}

    public static void main(String[] args) throws Exception {
        List<Segment> segments = new ArrayList<>();
        try {
            while (true) {
                segments.add(Segments.create(SegmentHeader.TYPE_ARRAY, SEGMENT_BYTES));
            }
        } catch (SharedMemoryFullException e) {
            System.out.println(e.getMessage());
            System.out.println("created " + segments.size() + " segments, then " + numbers(e));
        }
        Segment first = segments.get(0);
        try {
            first.grow(SEGMENT_BYTES + (1 << 20));
            throw new AssertionError("it grew beyond what there is");
        } catch (SharedMemoryFullException e) {
            System.out.println("growing: " + numbers(e));
        }
        if (first.sizeBytes() != SEGMENT_BYTES) {
            throw new AssertionError("its size is " + first.sizeBytes());
        }
        for (Segment segment : segments) {
            ByteBuffer bytes = segment.map(0, SEGMENT_BYTES).bytes();
            for (int i = 0; i < SEGMENT_BYTES; i++) {
                bytes.put(i, (byte) 1);
            }
        }
        System.out.println("all bytes were written");
        segments.forEach(Segments::close);
        try (Stream<Path> left = Files.list(Path.of(args[0]))) {
            System.out.println("left in the folder: " + left.toList());
        }
    }

    private static String numbers(SharedMemoryFullException e) {
        if (e.freeBytes() < 0 || e.freeBytes() >= e.askedBytes()) {
            throw new AssertionError("free=" + e.freeBytes(), e);
        }
        return "asked=" + e.askedBytes();
    }
}
