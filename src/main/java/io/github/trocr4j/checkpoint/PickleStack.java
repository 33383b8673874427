package io.github.trocr4j.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stack and the memo of the pickle machine. Both are bounded, and so are the values in them. */
final class PickleStack {
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_CONTAINERS = 200_000;

    /** Stack entries that are neither values nor containers. */
    enum Special {
        MARK,
        NONE
    }

    private final List<Object> stack = new ArrayList<>();
    private Object[] memo = new Object[64];
    private int created;
    private int containers;

    int size() {
        return stack.size();
    }

    /** Pushes an existing value. */
    void push(Object value) throws PickleException {
        if (stack.size() == MAX_VALUES) {
            throw PickleException.damaged("needs a stack of more than " + MAX_VALUES + " values");
        }
        stack.add(value);
    }

    /** Pushes a new value. */
    void make(Object value) throws PickleException {
        if (++created > MAX_VALUES) {
            throw PickleException.damaged("has more than " + MAX_VALUES + " values");
        }
        push(value);
    }

    void make(PickleContainer.Kind kind, List<Object> items) throws PickleException {
        if (++containers > MAX_CONTAINERS) {
            throw PickleException.damaged("has more than " + MAX_CONTAINERS + " lists, tuples and dicts");
        }
        PickleContainer container = new PickleContainer(kind);
        for (Object item : items) {
            container.add(item);
        }
        make(container);
    }

    Object peek() throws PickleException {
        Object top = stack.isEmpty() ? Special.MARK : stack.get(stack.size() - 1);
        if (top == Special.MARK) {
            throw PickleException.damaged("has an opcode without a value for it");
        }
        return top;
    }

    Object pop() throws PickleException {
        Object top = peek();
        stack.remove(stack.size() - 1);
        return top;
    }

    List<Object> pop(int count) throws PickleException {
        Object[] values = new Object[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return Arrays.asList(values);
    }

    /** Pops everything above the last mark, and the mark. */
    List<Object> popToMark() throws PickleException {
        int mark = stack.lastIndexOf(Special.MARK);
        if (mark < 0) {
            throw PickleException.damaged("has an opcode without a mark before it");
        }
        List<Object> values = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return values;
    }

    /** Stores the topmost value in the memo. */
    void remember(int index) throws PickleException {
        if (index < 0 || index >= MAX_VALUES) {
            throw PickleException.damaged(
                    "remembers a value as number " + Integer.toUnsignedString(index) + ", beyond " + MAX_VALUES);
        }
        if (index >= memo.length) {
            memo = Arrays.copyOf(memo, Math.max(index + 1, Math.min(2 * memo.length, MAX_VALUES)));
        }
        memo[index] = peek();
    }

    /** Pushes a value from the memo. */
    void recall(int index) throws PickleException {
        if (index < 0 || index >= memo.length || memo[index] == null) {
            throw PickleException.damaged(
                    "recalls value number " + Integer.toUnsignedString(index) + ", which it never remembered");
        }
        push(memo[index]);
    }

    /** Returns the dict key that the values on the stack probably belong to, or null. For messages only. */
    String key() {
        String nearest = null;
        for (int i = stack.size() - 1; i >= 0; i--) {
            if (stack.get(i) instanceof String text) {
                if (i + 1 < stack.size() && stack.get(i + 1) instanceof TorchCalls.Global) {
                    return text;
                }
                nearest = nearest == null ? text : nearest;
            }
        }
        return nearest;
    }
}
