package io.github.trocr4j.plan;

/** Values that follow each other in one memory. */
record Span(Memory memory, int offset, int length) {
    /** The values of a dense tensor. */
    static Span of(Tensor dense) {
        if (!dense.isDense()) {
            throw new IllegalArgumentException("Not dense: " + dense + ".");
        }
        return new Span(dense.memory(), dense.offset(), dense.size());
    }

    boolean isWholeMemory() {
        return offset == 0 && length == memory.length();
    }

    /** Copies {@code count} values from {@code first} on. */
    void read(int first, float[] to, int at, int count) {
        memory.floats().get(offset + first, to, at, count);
    }

    void write(int first, float[] from, int at, int count) {
        memory.floats().put(offset + first, from, at, count);
    }
}
