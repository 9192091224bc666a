package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that repeat what the source code says, say the same. */
class ReferencePagesTest {

    private static final Pattern PROPERTY = Pattern.compile("\"(furcula\\.[a-z.]+)\"");
    private static final Pattern ROW = Pattern.compile("\\| `(furcula\\.[a-z.]+)` \\|.*");
    private static final Pattern TABLE =
            Pattern.compile("<pre>\\n(.*?)\\n \\* </pre>", Pattern.DOTALL);

    @Test
    void everySystemPropertyIsOnItsPage() {
        Set<String> inCode = new TreeSet<>();
        for (Path file : Pages.find(
                Pages.ROOT,
                "glob:**/{codec-*,core,fork-engine,shared-memory,spi-*}/src/main/java/**.java")) {
            String text = String.join("\n", Pages.lines(file));
            PROPERTY.matcher(text).results().forEach(r -> inCode.add(r.group(1)));
        }
        Set<String> onPage = Pages.lines(Pages.MODULE.resolve("configuration.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(onPage).isEqualTo(inCode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SegmentHeader",
                "OwnerWord",
                "SharedObject",
                "SharedLock",
                "Signal",
                "SharedPrimitive",
                "Event",
                "CountDownLatch",
                "Semaphore",
                "BoundedSemaphore",
                "Barrier",
                "ReadWriteLock",
                "WaitTable",
                "SharedArray",
                "LargeArray",
                "TwoCopies",
                "ListSlots",
                "QueueLayout",
                "Codec",
                "HolderTable",
                "TaskTable",
                "PoolMessages",
                "ImageLayout"
            })
    void layoutIsThatOfTheClass(String type) {
        assertTableOnPage(type, "memory-layouts.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Handshake", "MessageFrames", "Wire"})
    void wireFormatIsThatOfTheClass(String type) {
        assertTableOnPage(type, "wire-format.md");
    }

    private static void assertTableOnPage(String type, String name) {
        Path source = Pages.find(Pages.ROOT, "glob:**/src/main/java/**/" + type + ".java")
                .get(0);
        Matcher table = TABLE.matcher(String.join("\n", Pages.lines(source)));
        assertThat(table.find()).isTrue();
        String expected = table.group(1)
                .lines()
                .map(l -> l.replaceFirst("^ \\* ?", "").stripTrailing())
                .map(l -> l.replace("&lt;", "<").replace("&gt;", ">"))
                .collect(Collectors.joining("\n"));
        String page = String.join("\n", Pages.lines(Pages.MODULE.resolve(name)));
        assertThat(page).contains("```\n" + expected + "\n```");
    }
}
