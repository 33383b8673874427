package io.github.trocr4j.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** An array of JSON. */
public final class JsonArray extends JsonValue {
    private final List<JsonValue> elements = new ArrayList<>();

    /** Adds a value. */
    public JsonArray add(JsonValue value) {
        elements.add(value);
        return this;
    }

    /** Adds a text, or null. */
    public JsonArray add(String text) {
        return add(of(text));
    }

    /** Adds a number, or null. */
    public JsonArray add(Number number) {
        return add(of(number));
    }

    /** Adds a new object, and returns it. */
    public JsonObject addObject() {
        JsonObject object = new JsonObject();
        add(object);
        return object;
    }

    /** Adds a new array, and returns it. */
    public JsonArray addArray() {
        JsonArray array = new JsonArray();
        add(array);
        return array;
    }

    @Override
    public JsonValue get(int index) {
        return index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return Collections.unmodifiableList(elements).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonArray array && elements.equals(array.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }
}
