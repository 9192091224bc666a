package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SegmentHeader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts for C and Python are those of the Java classes. */
class LayoutTest {

    private static final String QUEUE = "io.furcula.internal.queue.QueueLayout";

    private static Map<String, Long> java() throws Exception {
        Map<String, Long> table = new TreeMap<>();
        for (String name : List.of("VERSION", "MAGIC", "TYPE_ARENA", "TYPE_ARRAY", "TYPE_QUEUE")) {
            table.put(name, constant(SegmentHeader.class, name));
        }
        table.put("TYPE_IMAGE", (long) SegmentHeader.TYPE_IMAGE);

        table.put("TYPE_MEMORY", (long) SegmentHeader.TYPE_MEMORY);
        Class<?> memory = Class.forName("io.furcula.SharedMemory");
        table.put("MEMORY_DATA", constant(memory, "DATA_OFFSET"));

        table.put("HEADER_BYTES", (long) SegmentHeader.SIZE_BYTES);
        for (String name :
                List.of("MAGIC", "VERSION", "TYPE", "ID", "CREATOR", "KIND", "PARAMETER")) {
            table.put("HEADER_" + name, constant(SegmentHeader.class, name + "_OFFSET"));
        }

        for (String name : List.of(
                "WAITERS",
                "THREAD_SHIFT",
                "THREAD_BITS",
                "START_SHIFT",
                "START_BITS",
                "PID_SHIFT")) {
            table.put("OWNER_" + name, constant(OwnerWord.class, name));
        }

        Class<?> object = Class.forName("io.furcula.SharedObject");
        table.put("VALUE_BYTES", constant(object, "VALUE_BYTES"));
        table.put("VALUE_VALUE", constant(object, "VALUE_OFFSET"));
        Class<?> array = Class.forName("io.furcula.SharedArray");
        table.put("ARRAY_LENGTH", constant(array, "LENGTH_OFFSET"));
        table.put("ARRAY_DATA", constant(array, "DATA_OFFSET"));

        for (String name : List.of("KIND", "DATA_BYTES", "DATA")) {
            table.put("IMAGE_" + name, constant(ImageLayout.class, name + "_OFFSET"));
        }
        for (String name : List.of("OBJECT", "BYTES", "LONGS", "DOUBLES")) {
            table.put("IMAGE_" + name, constant(ImageLayout.class, name));
        }

        Class<?> queue = Class.forName(QUEUE);
        for (String name : List.of(
                "MAX_ITEMS",
                "MAX_BYTES",
                "CLOSED",
                "PUT_LOCK",
                "PUT_COUNT",
                "PUT_STATE",
                "FILE_END",
                "TAKE_LOCK",
                "TAKE_COUNT",
                "TAKE_STATE",
                "TAKERS_ASLEEP",
                "PUTTERS_ASLEEP")) {
            table.put("QUEUE_" + name, constant(queue, name + "_OFFSET"));
        }
        table.put("QUEUE_HEADER_BYTES", constant(queue, "HEADER_BYTES"));
        for (String name : List.of("STATE_BYTES", "STATE_EXTENT", "STATE_POSITION", "STATE_SUM")) {
            table.put(name, constant(queue, name));
        }
        for (String name : List.of("EXTENT_SIZE", "EXTENT_NEXT", "EXTENT_RECORDS")) {
            table.put(name, constant(queue, name + "_OFFSET"));
        }
        table.put("RECORD_MESSAGE", constant(queue, "RECORD_HEADER_BYTES"));
        table.put("RECORD_GO_ON", constant(queue, "GO_ON"));
        return table;
    }

    private static long constant(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return ((Number) field.get(null)).longValue();
    }

    @Test
    void theHeaderForCAgrees(@TempDir Path folder) throws Exception {
        assumeThat(works("cc", "--version"))
                .as("a C compiler called cc is needed")
                .isTrue();
        String program = folder.resolve("print_offsets").toString();
        ChildJvm.Ended compiled = ChildJvm.run(List.of(
                "cc",
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-I",
                "src/main/c",
                "src/test/c/print_offsets.c",
                "-o",
                program));
        assertThat(compiled).isEqualTo(new ChildJvm.Ended(0, ""));
        assertThat(table(ChildJvm.run(List.of(program)))).isEqualTo(java());
    }

    @Test
    void theTableForPythonAgrees() throws Exception {
        assumeThat(works("python3", "--version")).as("python3 is needed").isTrue();
        List<String> print = List.of("python3", "-B", "-c", """
                        import sys; sys.path.insert(0, 'src/main/python')
                        from furcula.layout import table
                        for each in table().items(): print(*each)
                        """);
        assertThat(table(ChildJvm.run(print))).isEqualTo(java());
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return ChildJvm.run(List.of(command)).exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, Long> table(ChildJvm.Ended printed) {
        assertThat(printed.exitCode()).as(printed.output()).isZero();
        Map<String, Long> table = new TreeMap<>();
        printed.output()
                .lines()
                .map(line -> line.split(" "))
                .forEach(parts -> table.put(parts[0], Long.parseLong(parts[1])));
        return table;
    }
}
