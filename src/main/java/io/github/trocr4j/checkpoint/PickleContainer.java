package io.github.trocr4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A list, tuple or dict of a pickle. It cannot contain itself, however indirectly, because what became part of another
 * one cannot be changed any more; and it knows how deep it is and how large it would be if nothing in it were shared, so
 * that neither recursion nor expansion can get out of hand.
 */
final class PickleContainer {
    enum Kind {
        DICT,
        ORDERED_DICT,
        LIST,
        TUPLE
    }

    /** The deepest nesting accepted. */
    static final int DEEPEST = 64;

    /** The most values accepted, with shared ones counted wherever they appear. */
    static final int LARGEST = 1_000_000;

    private final Kind kind;
    private final List<Object> items = new ArrayList<>(0);
    private final Map<Object, Object> entries;
    private int depth = 1;
    private long size = 1;
    private boolean part;

    PickleContainer(Kind kind) {
        this.kind = kind;
        this.entries = isDict() ? new LinkedHashMap<>() : Map.of();
    }

    Kind kind() {
        return kind;
    }

    boolean isDict() {
        return kind == Kind.DICT || kind == Kind.ORDERED_DICT;
    }

    boolean isEmpty() {
        return items.isEmpty() && entries.isEmpty();
    }

    /** Of a list or tuple. */
    List<Object> items() {
        return items;
    }

    /** Of a dict. */
    Map<Object, Object> entries() {
        return entries;
    }

    void add(Object value) throws PickleException {
        adopt(value);
        items.add(value);
    }

    void put(Object key, Object value) throws PickleException {
        if (!(key instanceof String || key instanceof Long)) {
            throw PickleException.damaged(
                    "has a dict key that should be a string or a number, but is a " + described(key));
        }
        adopt(key);
        adopt(value);
        if (entries.putIfAbsent(key, value) != null) {
            throw PickleException.damaged(
                    "has the dict key " + CheckpointException.shown(String.valueOf(key)) + " twice");
        }
    }

    /** What kind of thing a value of a pickle is, in a word or two. */
    static String described(Object value) {
        if (value instanceof PickleContainer container) {
            return container.kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (value instanceof Enum<?> symbol) {
            return symbol.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof TorchView) {
            return "tensor";
        }
        if (value instanceof TorchView.Storage) {
            return "storage";
        }
        if (value instanceof String) {
            return "string";
        }
        return value instanceof Boolean ? "truth value" : "number";
    }

    private void adopt(Object value) throws PickleException {
        if (part || value == this) {
            throw PickleException.damaged("has a " + described(this) + " that contains itself");
        }
        size++;
        if (value instanceof PickleContainer child) {
            child.part = true;
            depth = Math.max(depth, child.depth + 1);
            size += child.size - 1;
        }
        if (depth > DEEPEST) {
            throw PickleException.damaged("is nested deeper than " + DEEPEST + " levels");
        }
        if (size > LARGEST) {
            throw PickleException.damaged("has more than " + LARGEST + " values in one " + described(this));
        }
    }
}
