package io.furcula.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code java} blocks of a page. Each stands behind a comment that says where its code is, or why
 * it is nowhere:
 *
 * <pre>
 * &lt;!-- snippet: HelloProcess#hello --&gt;
 * &lt;!-- not compiled: the constructor of a class of yours --&gt;
 * </pre>
 */
final class Snippets {

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: ([A-Za-z]+)#([a-z-]+) -->");
    private static final Pattern NOT_COMPILED = Pattern.compile("<!-- not compiled: .+ -->");
    private static final Pattern REGION = Pattern.compile("\\s*// region ([a-z-]+)");
    private static final Pattern END_REGION = Pattern.compile("\\s*// endregion");

    private Snippets() {}

    /** What is wrong with a page; and the page as it should be. */
    record Checked(List<String> problems, List<String> corrected) {}

    static Checked check(Path page) {
        List<String> problems = new ArrayList<>();
        List<String> corrected = new ArrayList<>();
        List<String> lines = Pages.lines(page);
        for (int i = 0; i < lines.size(); i++) {
            corrected.add(lines.get(i));
            if (SNIPPET.matcher(lines.get(i)).matches()
                    && (i + 1 == lines.size() || !lines.get(i + 1).equals("```java"))) {
                problems.add(Pages.name(page) + ":" + (i + 1) + " has no ```java block behind it");
            }
            if (!lines.get(i).equals("```java")) {
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            List<String> shown = lines.subList(i + 1, end);
            String where = Pages.name(page) + ":" + (i + 1);
            List<String> code = code(i == 0 ? "" : lines.get(i - 1), where, problems);
            if (code == null) {
                corrected.addAll(shown);
            } else {
                if (!code.equals(shown)) {
                    problems.add(where + " differs from " + lines.get(i - 1));
                }
                corrected.addAll(code);
            }
            i = end - 1;
        }
        return new Checked(problems, corrected);
    }

    private static @Nullable List<String> code(
            String comment, String where, List<String> problems) {
        Matcher snippet = SNIPPET.matcher(comment);
        if (snippet.matches()) {
            List<String> code = region(snippet.group(1), snippet.group(2));
            if (code.isEmpty()) {
                problems.add(where + " names a region that is not there: " + comment);
                return null;
            }
            return code;
        }
        if (!NOT_COMPILED.matcher(comment).matches()) {
            problems.add(where + " does not say where its code is");
        }
        return null;
    }

    /** A region's lines, without those that mark regions, and without indentation. */
    private static List<String> region(String file, String region) {
        List<Path> found = Pages.find(Pages.MODULE, "glob:**/src/**/" + file + ".java");
        if (found.size() != 1) {
            return List.of();
        }
        List<String> code = new ArrayList<>();
        int depth = 0;
        for (String line : Pages.lines(found.get(0))) {
            Matcher start = REGION.matcher(line);
            if (start.matches()) {
                depth += depth > 0 || start.group(1).equals(region) ? 1 : 0;
            } else if (END_REGION.matcher(line).matches()) {
                depth -= depth > 0 ? 1 : 0;
            } else if (depth > 0) {
                code.add(line);
            }
        }
        int indentation = code.stream()
                .filter(l -> !l.isBlank())
                .mapToInt(l -> l.length() - l.stripLeading().length())
                .min()
                .orElse(0);
        return code.stream()
                .map(l -> l.isBlank() ? "" : l.substring(indentation))
                .toList();
    }
}
