package io.github.trocr4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A list, tuple or dict of a pickle. A container that is part of another one cannot be changed any more, so that none
 * can contain itself, even indirectly. Each container knows its depth and its size with shared values counted at each
 * use. This bounds both recursion and expansion.
 */
final class PickleContainer {
    enum Kind {
        DICT,
        ORDERED_DICT,
        LIST,
        TUPLE
    }

    /** Deepest nesting accepted. */
    static final int MAX_DEPTH = 64;

    /** Largest number of values accepted; a shared value counts at each use. */
    static final int MAX_SIZE = 1_000_000;

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

    /** Returns the items of a list or tuple. */
    List<Object> items() {
        return items;
    }

    /** Returns the entries of a dict. */
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

    /** Returns a word or two for the type of a value of a pickle. */
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
        if (depth > MAX_DEPTH) {
            throw PickleException.damaged("is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (size > MAX_SIZE) {
            throw PickleException.damaged("has more than " + MAX_SIZE + " values in one " + described(this));
        }
    }
}
