package io.github.trocr4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A page that is one file: its style and pictures are within it, and it asks no network for anything. It is HTML that is XML
 * too, so that any parser can say whether it is sound.
 */
final class Page {
    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** An empty page; {@code title} is plain text. */
    Page(String title) {
        this.title = title;
    }

    /** Adds markup as it is; what is not the program's own must have gone through {@link #escaped}. */
    Page add(String markup) {
        body.append(markup).append('\n');
        return this;
    }

    /** A heading and, below it, a sentence that says how to read what follows; both plain text. */
    Page section(String heading, String explanation) {
        add("<h2>" + escaped(heading) + "</h2>");
        return explanation.isEmpty() ? this : add("<p class=\"note\">" + escaped(explanation) + "</p>");
    }

    /** The whole file. */
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

    /** Text as text and nothing else, also within quotes; what XML does not allow becomes a question mark. */
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

    /** As {@link String#format}, the same in every country. */
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** 0.9445 as "94.5 %". */
    static String percent(double fraction) {
        return format("%.1f %%", 100 * fraction);
    }

    private static boolean isText(int c) {
        boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !control && !half && c != 0xfffe && c != 0xffff;
    }

    private static String style() {
        try (InputStream css = Page.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("page.css, a part of this program, cannot be read", e);
        }
    }
}
