package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The code on every page is code that is compiled and run. With {@code -Dsnippets.update=true} the
 * pages are corrected instead.
 */
class SnippetsTest {

    @Test
    void codeOnEveryPageIsThatOfTheExamples() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Path page : Pages.all()) {
            Snippets.Checked checked = Snippets.check(page);
            if (Boolean.getBoolean("snippets.update")
                    && !checked.corrected().equals(Pages.lines(page))) {
                Files.writeString(page, String.join("\n", checked.corrected()) + "\n");
                checked = Snippets.check(page);
            }
            problems.addAll(checked.problems());
        }
        assertThat(problems)
                .as("put right by: ./mvnw test -pl docs -am -Dtest=SnippetsTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsnippets.update=true")
                .isEmpty();
    }
}
