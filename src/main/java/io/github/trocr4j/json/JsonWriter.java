package io.github.trocr4j.json;

import java.util.Map;

/** Writes values as text. */
final class JsonWriter {
    private static final String HEX = "0123456789ABCDEF";
    private static final char LAST_ASCII = 0x7f;

    private final boolean pretty;
    private final StringBuilder out = new StringBuilder();
    private int level;

    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    /** Returns JSON with escapes for all that is not ASCII, which is in its texts and names only. */
    static String ascii(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c > LAST_ASCII) {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }

    String text(JsonValue value) {
        write(value);
        return out.toString();
    }

    private void write(JsonValue value) {
        if (value instanceof JsonObject object) {
            object(object);
        } else if (value instanceof JsonArray array) {
            array(array);
        } else if (value.isText()) {
            quoted(value.textValue());
        } else if (value.isNumber() && !value.isWhole() && !Double.isFinite(value.doubleValue())) {
            quoted(value.asText());
        } else {
            out.append(value.asText());
        }
    }

    private void object(JsonObject object) {
        out.append('{');
        level++;
        String separator = "";
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            out.append(separator);
            separator = ",";
            newLine();
            quoted(member.getKey());
            out.append(pretty ? " : " : ":");
            write(member.getValue());
        }
        level--;
        if (!object.isEmpty()) {
            newLine();
        } else if (pretty) {
            out.append(' ');
        }
        out.append('}');
    }

    private void newLine() {
        if (pretty) {
            out.append('\n').append("  ".repeat(level));
        }
    }

    private void array(JsonArray array) {
        String space = pretty ? " " : "";
        out.append('[').append(space);
        String separator = "";
        for (JsonValue element : array) {
            out.append(separator);
            separator = "," + space;
            write(element);
        }
        out.append(array.isEmpty() ? "" : space).append(']');
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\"\\\b\f\n\r\t".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("\"\\bfnrt".charAt(escape));
            } else if (c < ' ') {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
