package io.github.trocr4j.json;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A value of JSON: an object, an array, text, a number, true, false or null; or {@link #MISSING} where there is none.
 * Iterates over the elements of an array or the values of an object.
 */
public abstract sealed class JsonValue implements Iterable<JsonValue> permits JsonObject, JsonArray, JsonValue.Scalar {
    /** What is not there; its text is empty. */
    public static final JsonValue MISSING = new Scalar(null);

    /** The value null. */
    public static final JsonValue NULL = new Scalar(null);

    private static final JsonValue TRUE = new Scalar(true);
    private static final JsonValue FALSE = new Scalar(false);

    /** Returns text as a value; {@link #NULL} for null. */
    public static JsonValue of(String text) {
        return text == null ? NULL : new Scalar(text);
    }

    /** Returns an Integer, Long, BigInteger, Float or Double as a value; {@link #NULL} for null. */
    public static JsonValue of(Number number) {
        return number == null ? NULL : new Scalar(number);
    }

    /** Returns true or false as a value. */
    public static JsonValue of(boolean flag) {
        return flag ? TRUE : FALSE;
    }

    /** The text, number or boolean; null for others. */
    Object scalar() {
        return null;
    }

    /** Returns the value of a name in an object; null if there is none, or this is no object. */
    public JsonValue get(String name) {
        return null;
    }

    /** Returns an element of an array; null if there is none, or this is no array. */
    public JsonValue get(int index) {
        return null;
    }

    /** As {@link #get(String)}, but {@link #MISSING} for null. */
    public final JsonValue path(String name) {
        return Objects.requireNonNullElse(get(name), MISSING);
    }

    /** As {@link #get(int)}, but {@link #MISSING} for null. */
    public final JsonValue path(int index) {
        return Objects.requireNonNullElse(get(index), MISSING);
    }

    /** Returns whether this is an object with such a name. */
    public final boolean has(String name) {
        return get(name) != null;
    }

    /** Returns the number of elements of an array or of names of an object; 0 for others. */
    public int size() {
        return 0;
    }

    /** Returns whether {@link #size} is 0. */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /** Returns the values of an object by name, in their order; none for others. */
    public Map<String, JsonValue> members() {
        return Map.of();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return Collections.emptyIterator();
    }

    /** Returns whether this is an object. */
    public final boolean isObject() {
        return this instanceof JsonObject;
    }

    /** Returns whether this is an array. */
    public final boolean isArray() {
        return this instanceof JsonArray;
    }

    /** Returns whether this is text. */
    public final boolean isText() {
        return scalar() instanceof String;
    }

    /** Returns whether this is true or false. */
    public final boolean isBoolean() {
        return scalar() instanceof Boolean;
    }

    /** Returns whether this is the value null. */
    public final boolean isNull() {
        return this == NULL;
    }

    /** Returns whether this is {@link #MISSING}. */
    public final boolean isMissing() {
        return this == MISSING;
    }

    /** Returns whether this is a number. */
    public final boolean isNumber() {
        return scalar() instanceof Number;
    }

    /** Returns whether this is a number without a point or exponent. */
    public final boolean isWhole() {
        return isLong() || scalar() instanceof BigInteger;
    }

    /** Returns whether {@link #isWhole} and in the range of {@code long}. */
    public final boolean isLong() {
        return scalar() instanceof Integer || scalar() instanceof Long;
    }

    /** Returns whether {@link #isWhole} and in the range of {@code int}. */
    public final boolean isInt() {
        return isLong() && longValue() == (int) longValue();
    }

    /** Returns a number as an int, with Java's narrowing; 0 for others. */
    public final int intValue() {
        return scalar() instanceof Number number ? number.intValue() : 0;
    }

    /** Returns a number as a long, with Java's narrowing; 0 for others. */
    public final long longValue() {
        return scalar() instanceof Number number ? number.longValue() : 0;
    }

    /** Returns a number, also one that {@link #toString} writes in quotes; 0 for others. */
    public final double doubleValue() {
        if (isText() && List.of("NaN", "Infinity", "-Infinity").contains(textValue())) {
            return Double.parseDouble(textValue());
        }
        return scalar() instanceof Number number ? number.doubleValue() : 0;
    }

    /** Returns whether this is true. */
    public final boolean isTrue() {
        return this == TRUE;
    }

    /** Returns text; null for others. */
    public final String textValue() {
        return scalar() instanceof String text ? text : null;
    }

    /** Returns text, or a number, true, false or null as JSON writes it; "" for others. */
    public final String asText() {
        return isNull() ? "null" : scalar() == null ? "" : scalar().toString();
    }

    /** As {@link #asText()}, but {@code otherwise} if this is missing or null. */
    public final String asText(String otherwise) {
        return isMissing() || isNull() ? otherwise : asText();
    }

    /** Returns JSON on one line without spaces; "" if this is missing. Infinite numbers and NaN are in quotes. */
    @Override
    public String toString() {
        return isMissing() ? "" : new JsonWriter(false).text(this);
    }

    /** As {@link #toString()}, with escapes for all that is not ASCII. */
    public String toAscii() {
        return ascii(toString());
    }

    /** Returns JSON with escapes for all that is not ASCII, so that it is valid in the encoding of any console. */
    public static String ascii(String json) {
        return JsonWriter.ascii(json);
    }

    /** Returns JSON with a line for each member of an object, indented by two spaces per level. */
    public String toPrettyString() {
        return new JsonWriter(true).text(this);
    }

    /** A value without parts. */
    static final class Scalar extends JsonValue {
        private final Object value;

        private Scalar(Object value) {
            this.value = value;
        }

        @Override
        Object scalar() {
            return value;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (value != null && other instanceof Scalar scalar && value.equals(scalar.value));
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(value);
        }
    }
}
