package io.github.trocr4j.json;

import java.io.IOException;
import java.io.Reader;
import java.util.HexFormat;

/** The characters of a JSON text, with their place, and what is made of characters only: strings, numbers, words. */
final class JsonCharacters {
    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_WORD = 20;
    private static final int BUFFER = 8_192;
    private static final String ESCAPES = "\"\\/bfnrtu";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final Reader source;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int end;
    private long before; // characters before the buffer
    private long line = 1;
    private long lineStart;
    private final StringBuilder taken = new StringBuilder();

    JsonCharacters(Reader source) {
        this.source = source;
    }

    /** Returns the next character without taking it; -1 at the end. */
    int peek() throws IOException {
        if (at == end) {
            before += end;
            at = 0;
            end = Math.max(0, source.read(buffer));
        }
        return at < end ? buffer[at] : -1;
    }

    /** Returns the next character that is no blank, without taking it; -1 at the end. */
    int peekAfterBlanks() throws IOException {
        int c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            if (c == '\n') {
                line++;
                lineStart = before + at;
            }
            c = peek();
        }
        return c;
    }

    /** Takes the character that was peeked at, which must be this one. */
    void take(char wanted, String expected) throws IOException {
        if (peek() != wanted) {
            throw unexpected(expected);
        }
        at++;
    }

    /** Takes a string with its quotes, and returns its text. */
    String string(int most, String expected) throws IOException {
        take('"', expected);
        taken.setLength(0);
        while (true) {
            int from = at;
            while (at < end && buffer[at] != '"' && buffer[at] != '\\' && buffer[at] >= ' ') {
                at++;
            }
            taken.append(buffer, from, at - from);
            int c = peek();
            if (taken.length() > most) {
                throw refused("a string of at most " + most + " characters", "more");
            } else if (c == '"') {
                at++;
                return taken.toString();
            } else if (c == '\\') {
                at++;
                taken.append(escaped());
            } else if (c < ' ') {
                throw unexpected(c < 0 ? "closing double quotes" : "an escape such as \\n for a control character");
            }
        }
    }

    private char escaped() throws IOException {
        int c = peek();
        int escape = c < 0 ? -1 : ESCAPES.indexOf(c);
        if (escape < 0) {
            throw unexpected("one of " + ESCAPES + " after a backslash");
        }
        at++;
        if (c != 'u') {
            return ESCAPED.charAt(escape);
        }
        int code = 0;
        for (int digit = 0; digit < 4; digit++) {
            if (!HexFormat.isHexDigit(peek())) {
                throw unexpected("four hexadecimal digits after \\u");
            }
            code = (code << 4) | HexFormat.fromHexDigit(buffer[at++]);
        }
        return (char) code;
    }

    /** Takes a number, and returns it as it is written. */
    String number() throws IOException {
        taken.setLength(0);
        if (peek() == '-') {
            append();
        }
        if (peek() == '0') {
            append();
        } else {
            digits();
        }
        if (peek() == '.') {
            append();
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            append();
            if (peek() == '+' || peek() == '-') {
                append();
            }
            digits();
        }
        return taken.toString();
    }

    private void digits() throws IOException {
        if (!isDigit(peek())) {
            throw unexpected("a digit");
        }
        while (isDigit(peek())) {
            append();
        }
    }

    private void append() throws JsonException {
        taken.append(buffer[at++]);
        if (taken.length() > MAX_NUMBER) {
            throw refused("a number of at most " + MAX_NUMBER + " characters", "more");
        }
    }

    /** Takes true, false or null. */
    String word(String expected) throws IOException {
        long column = column();
        taken.setLength(0);
        while (isOfWord(peek()) && taken.length() < MAX_WORD) {
            append();
        }
        if (taken.isEmpty()) {
            throw unexpected(expected);
        }
        String word = taken.toString();
        if (!word.equals("true") && !word.equals("false") && !word.equals("null")) {
            throw new JsonException(line, column, expected, word, false);
        }
        return word;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOfWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
    }

    private long column() {
        return before + at - lineStart + 1;
    }

    /** The next character is another than expected. */
    JsonException unexpected(String expected) throws IOException {
        int c = peek();
        String found = c < 0 ? "the end" : JsonException.shown(Character.toString(c));
        return new JsonException(line, column(), expected, found, c < 0);
    }

    /** What has been taken is not allowed. */
    JsonException refused(String expected, String found) {
        return new JsonException(line, column(), expected, found, false);
    }
}
