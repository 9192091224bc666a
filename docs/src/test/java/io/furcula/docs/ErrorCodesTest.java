package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {

    private static final Pattern CODE = Pattern.compile("FUR-\\d+");
    private static final Pattern HEADING = Pattern.compile("## (FUR-\\d+): .+");

    private static final Path PAGE = Pages.MODULE.resolve("errors.md");

    @Test
    void everyCodeHasItsHeadingAndEveryHeadingItsCode() {
        assertThat(headings()).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(headings())).isEqualTo(codes());
    }

    @Test
    void everyHeadingHasSymptomCausesAndRemedy() {
        List<String> labels = Pages.lines(PAGE).stream()
                .filter(l -> l.startsWith("**"))
                .map(l -> l.substring(0, l.indexOf("**", 2) + 2))
                .toList();
        assertThat(labels).hasSize(3 * headings().size());
        for (int i = 0; i < labels.size(); i += 3) {
            assertThat(labels.subList(i, i + 3))
                    .containsExactly("**Symptom.**", "**Causes.**", "**Remedy.**");
        }
    }

    private static List<String> headings() {
        return Pages.lines(PAGE).stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .toList();
    }

    private static Set<String> codes() {
        return Pages.find(Pages.ROOT, "glob:**/src/main/java/**.java").stream()
                .flatMap(f -> Pages.lines(f).stream())
                .flatMap(l -> CODE.matcher(l).results())
                .map(r -> r.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
