package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void relativeLinksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (String line : withoutCode(Pages.lines(page))) {
                LINK.matcher(line)
                        .results()
                        .map((MatchResult r) -> r.group(1))
                        .filter(link -> !link.matches("[a-z]+:.*"))
                        .filter(link -> !leadsSomewhere(page, link))
                        .forEach(link -> broken.add(Pages.name(page) + ": " + link));
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || withoutCode(Pages.lines(target)).stream()
                        .filter(l -> l.startsWith("#"))
                        .anyMatch(l -> anchor(l).equals(parts[1]));
    }

    /** As the hosts of Markdown make them: lower case, punctuation dropped, hyphens for blanks. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static List<String> withoutCode(List<String> lines) {
        List<String> text = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                text.add(line);
            }
        }
        return text;
    }
}
