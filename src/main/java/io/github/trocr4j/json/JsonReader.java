package io.github.trocr4j.json;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads JSON (RFC 8259) as a stream of tokens, strictly: one value, each name of an object once. Time grows with the
 * length of the text only; memory is needed for one token and the names of open objects.
 */
public final class JsonReader {
    /** Kinds of tokens. The name of a member of an object is a token before its value. */
    public enum Token {
        OBJECT,
        END_OBJECT,
        ARRAY,
        END_ARRAY,
        NAME,
        TEXT,
        INTEGER,
        /** A number with a point or an exponent. */
        DECIMAL,
        TRUE,
        FALSE,
        NULL,
        /** Nothing follows. */
        END
    }

    /**
     * What a text may have at most.
     *
     * @param depth levels of objects and arrays
     * @param tokens tokens; an object or array has two
     * @param name characters of a name
     * @param text characters of a text
     */
    public record Limits(int depth, int tokens, int name, int text) {
        /** Enough for any configuration. */
        public static final Limits DEFAULT = new Limits(1_000, Integer.MAX_VALUE, 50_000, 20_000_000);
    }

    private static final int LONG_DIGITS = 18;

    private final JsonCharacters characters;
    private final Limits limits;
    private final List<Set<String>> open = new ArrayList<>(); // the names of each open object, null for an array
    private Token token;
    private long tokens;
    private String name = "";
    private String text = "";

    /** Creates a reader of a text, which it does not close. */
    public JsonReader(Reader source, Limits limits) {
        this.characters = new JsonCharacters(source);
        this.limits = limits;
    }

    /**
     * Reads the next token.
     *
     * @throws JsonException if the text is not JSON, or exceeds a limit
     * @throws IOException if the source cannot be read
     */
    public Token next() throws IOException {
        int c = characters.peekAfterBlanks();
        if (token == Token.NAME) {
            characters.take(':', "a colon");
            characters.peekAfterBlanks();
            token = value("a value");
        } else if (!open.isEmpty()) {
            token = part(open.get(open.size() - 1));
        } else if (c < 0) {
            token = Token.END;
            return token;
        } else if (token == null) {
            token = value("a value");
        } else {
            throw characters.unexpected("the end");
        }
        if (++tokens > limits.tokens()) {
            throw characters.refused("at most " + limits.tokens() + " tokens", "more");
        }
        return token;
    }

    /** Reads a part of an array, or of an object with the given names so far. */
    private Token part(Set<String> names) throws IOException {
        boolean array = names == null;
        boolean first = token == Token.OBJECT || token == Token.ARRAY;
        char close = array ? ']' : '}';
        if (characters.peek() == close) {
            characters.take(close, "");
            open.remove(open.size() - 1);
            return array ? Token.END_ARRAY : Token.END_OBJECT;
        }
        if (!first) {
            characters.take(',', "a comma or " + close);
            characters.peekAfterBlanks();
        }
        if (array) {
            return value(first ? "a value or ]" : "a value");
        }
        name = characters.string(limits.name(), "a name in double quotes" + (first ? " or }" : ""));
        if (!names.add(name)) {
            throw characters.refused("each name of an object once", "\"" + JsonException.shown(name) + "\" again");
        }
        return Token.NAME;
    }

    private Token value(String expected) throws IOException {
        int c = characters.peek();
        if (c == '{' || c == '[') {
            characters.take((char) c, expected);
            open.add(c == '{' ? new HashSet<>() : null);
            if (open.size() > limits.depth()) {
                throw characters.refused("at most " + limits.depth() + " levels of objects and arrays", "more");
            }
            return c == '{' ? Token.OBJECT : Token.ARRAY;
        }
        if (c == '"') {
            text = characters.string(limits.text(), expected);
            return Token.TEXT;
        }
        if (c == '-' || JsonCharacters.isDigit(c)) {
            text = characters.number();
            return text.chars().allMatch(each -> each == '-' || JsonCharacters.isDigit(each))
                    ? Token.INTEGER
                    : Token.DECIMAL;
        }
        text = characters.word(expected);
        return text.equals("true") ? Token.TRUE : text.equals("false") ? Token.FALSE : Token.NULL;
    }

    /** Returns the token that {@link #next} returned. */
    public Token token() {
        return token;
    }

    /** Returns the name that was read last. */
    public String name() {
        return name;
    }

    /** Returns the text that was read last; or the number, true, false or null as it is written. */
    public String text() {
        return text;
    }

    /** Returns the number that was read last: an Integer, Long or BigInteger, or a Double if it is a decimal. */
    public Number number() {
        if (token == Token.DECIMAL) {
            return Double.valueOf(text);
        }
        BigInteger large = text.length() > LONG_DIGITS ? new BigInteger(text) : BigInteger.ZERO;
        if (large.bitLength() >= Long.SIZE) {
            return large;
        }
        long number = Long.parseLong(text);
        return number == (int) number ? Integer.valueOf((int) number) : (Number) number;
    }

    /** After the beginning of an object or array, reads to its end; does nothing after another token. */
    public void skip() throws IOException {
        int outside = token == Token.OBJECT || token == Token.ARRAY ? open.size() - 1 : open.size();
        while (open.size() > outside) {
            next();
        }
    }
}
