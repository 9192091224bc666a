package io.furcula.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes results as one page that needs nothing else, light or dark as the reader's system is. */
final class HtmlReport {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Furcula benchmarks</title>
            <style>
            :root { color-scheme: light dark; --line: #ccc; --soft: #666; }
            @media (prefers-color-scheme: dark) { :root { --line: #444; --soft: #aaa; } }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 64em; margin: 2em auto; padding: 0 1em; }
            table { border-collapse: collapse; margin: 1em 0 2em; display: block; overflow-x: auto; }
            th, td { padding: .25em .8em; border-bottom: 1px solid var(--line); text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            td { font-variant-numeric: tabular-nums; }
            dt, p { color: var(--soft); }
            dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; }
            dd { margin: 0; overflow-wrap: anywhere; }
            </style>
            <h1>Furcula benchmarks</h1>
            """;

    private HtmlReport() {}

    static void write(Results results, Path file) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        pairs(page, results.header());
        Map<String, List<Result>> tables = new LinkedHashMap<>();
        for (Result result : results.results()) {
            String title = result.suite()
                    + ", "
                    + result.caseName()
                    + ": "
                    + result.metric().replace('_', ' ')
                    + " ("
                    + result.unit()
                    + ")";
            tables.computeIfAbsent(title, t -> new ArrayList<>()).add(result);
        }
        tables.forEach((title, rows) -> table(page, title, rows));
        Files.writeString(file, page.append("</html>\n"));
    }

    private static void pairs(StringBuilder page, Map<String, Object> pairs) {
        page.append("<dl>\n");
        pairs.forEach((key, value) -> page.append("<dt>")
                .append(escape(key))
                .append("<dd>")
                .append(escape(text(value)))
                .append('\n'));
        page.append("</dl>\n");
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return String.join(", ", map.values().stream().map(String::valueOf).toList());
        }
        if (value instanceof List<?> list) {
            return String.join(" ", list.stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }

    private static void table(StringBuilder page, String title, List<Result> rows) {
        page.append("<h2>").append(escape(title)).append("</h2>\n<p>");
        rows.get(0)
                .params()
                .forEach((k, v) -> page.append(escape(k + " " + v)).append(" &middot; "));
        page.append(
                "</p>\n<table>\n<tr><th>subject<th>p50<th>p90<th>p99<th>mean<th>samples</tr>\n");
        for (Result row : rows) {
            page.append("<tr><td>").append(escape(row.subject()));
            for (double number : new double[] {row.p50(), row.p90(), row.p99(), row.mean()}) {
                page.append("<td>").append(Numbers.plain(number));
            }
            page.append("<td>").append(row.samples()).append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
