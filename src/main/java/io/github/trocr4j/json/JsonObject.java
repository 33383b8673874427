package io.github.trocr4j.json;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object of JSON: values by name, in the order in which the names came. */
public final class JsonObject extends JsonValue {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    /** Sets a value; a name that is there keeps its place. */
    public JsonObject set(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    /** Sets a text, or null. */
    public JsonObject put(String name, String text) {
        return set(name, of(text));
    }

    /** Sets a number, or null. */
    public JsonObject put(String name, Number number) {
        return set(name, of(number));
    }

    /** Sets true or false. */
    public JsonObject put(String name, boolean flag) {
        return set(name, of(flag));
    }

    /** Sets null. */
    public JsonObject putNull(String name) {
        return set(name, NULL);
    }

    /** Sets a new object, and returns it. */
    public JsonObject putObject(String name) {
        JsonObject object = new JsonObject();
        set(name, object);
        return object;
    }

    /** Sets a new array, and returns it. */
    public JsonArray putArray(String name) {
        JsonArray array = new JsonArray();
        set(name, array);
        return array;
    }

    @Override
    public JsonValue get(String name) {
        return members.get(name);
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return Collections.unmodifiableCollection(members.values()).iterator();
    }

    @Override
    public Map<String, JsonValue> members() {
        return Collections.unmodifiableMap(members);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject object && members.equals(object.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }
}
