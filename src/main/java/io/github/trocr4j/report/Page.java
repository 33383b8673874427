package io.github.trocr4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A self-contained HTML page: style and pictures are embedded, so it needs no network. It is also well-formed XML, so
 * that any XML parser can check it.
 */
final class Page {
    private final StringBuilder body = new StringBuilder();
    private final String title;
    private final Set<String> styles = new LinkedHashSet<>(List.of("page.css"));

    /** Creates an empty page; {@code title} is plain text. */
    Page(String title) {
        this.title = title;
    }

    /** Adds markup unchanged. Text from outside the program must be {@linkplain #escaped escaped} first. */
    Page add(String markup) {
        body.append(markup).append('\n');
        return this;
    }

    /** Adds the style of a resource of this package, once. */
    Page style(String resource) {
        styles.add(resource);
        return this;
    }

    /** Adds a heading and an explanation of what follows, both plain text; an empty explanation is omitted. */
    Page section(String heading, String explanation) {
        add("<h2>" + escaped(heading) + "</h2>");
        return explanation.isEmpty() ? this : add("<p class=\"note\">" + escaped(explanation) + "</p>");
    }

    /** Returns the page as HTML. */
    String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                %s</body>
                </html>
                """.formatted(escaped(title), style(), body);
    }

    /**
     * Escapes text for use in elements and quoted attributes; characters that XML does not allow become question marks.
     */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isText(c) ? c : '?');
            }
        });
        return safe.toString();
    }

    /** As {@link String#format}, with {@link Locale#ROOT}. */
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Formats a fraction as a percentage: 0.9445 as "94.5 %". */
    static String percent(double fraction) {
        return format("%.1f %%", 100 * fraction);
    }

    private static boolean isText(int c) {
        boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !control && !half && c != 0xfffe && c != 0xffff;
    }

    private String style() {
        StringBuilder all = new StringBuilder();
        for (String resource : styles) {
            try (InputStream css = Page.class.getResourceAsStream(resource)) {
                all.append(new String(css.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + resource + ", which is part of this program", e);
            }
        }
        return all.toString();
    }
}
