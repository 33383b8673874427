package io.github.trocr4j.json;

import io.github.trocr4j.json.JsonReader.Limits;
import io.github.trocr4j.json.JsonReader.Token;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Parses JSON into a tree. See {@link JsonReader} for how strict it is. */
public final class JsonTree {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private JsonTree() {}

    /**
     * Parses one value.
     *
     * @param text the JSON text in UTF-8, with or without a byte order mark
     * @return the value; a missing one if the text is empty
     * @throws JsonException if the text is not JSON in UTF-8, repeats a name in an object, or continues after the value
     */
    public static JsonValue read(byte[] text) throws JsonException {
        if (text.length >= 2 && ((text[0] == 0) != (text[1] == 0) || (text[0] & text[1] & 0xff) == 0xfe)) {
            throw new JsonException("expected UTF-8, found UTF-16 or UTF-32");
        }
        ByteBuffer bytes = ByteBuffer.wrap(text);
        CharBuffer characters = CharBuffer.allocate(text.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(bytes, characters, true);
        if (result.isError()) {
            throw new JsonException(String.format(
                    Locale.ROOT,
                    "expected UTF-8, found the byte 0x%02X at offset %d",
                    bytes.get(bytes.position()),
                    bytes.position()));
        }
        characters.flip();
        boolean mark = characters.hasRemaining() && characters.get(0) == BYTE_ORDER_MARK;
        int start = mark ? 1 : 0;
        return read(new CharArrayReader(characters.array(), start, characters.limit() - start));
    }

    /** Parses one value. See {@link #read(byte[])}. */
    public static JsonValue read(String text) throws JsonException {
        return read(new StringReader(text));
    }

    private static JsonValue read(Reader text) throws JsonException {
        JsonReader json = new JsonReader(text, Limits.DEFAULT);
        try {
            if (json.next() == Token.END) {
                return JsonValue.MISSING;
            }
            JsonValue root = value(json);
            json.next();
            return root;
        } catch (JsonException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("text in memory", e);
        }
    }

    // Recursion is bounded: the reader refuses deep nesting.
    private static JsonValue value(JsonReader json) throws IOException {
        return switch (json.token()) {
            case OBJECT -> object(json);
            case ARRAY -> array(json);
            case TEXT -> JsonValue.of(json.text());
            case INTEGER, DECIMAL -> JsonValue.of(json.number());
            case TRUE -> JsonValue.of(true);
            case FALSE -> JsonValue.of(false);
            case NULL -> JsonValue.NULL;
            case NAME, END_OBJECT, END_ARRAY, END -> throw new AssertionError(json.token());
        };
    }

    private static JsonObject object(JsonReader json) throws IOException {
        JsonObject object = new JsonObject();
        while (json.next() != Token.END_OBJECT) {
            String name = json.name();
            json.next();
            object.set(name, value(json));
        }
        return object;
    }

    private static JsonArray array(JsonReader json) throws IOException {
        JsonArray array = new JsonArray();
        while (json.next() != Token.END_ARRAY) {
            array.add(value(json));
        }
        return array;
    }
}
