package io.github.trocr4j.checkpoint;

/** The element types of safetensors that are supported, with the names of the format. All are little-endian. */
public enum Dtype {
    BOOL(1),
    U8(1),
    I8(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    I64(8),
    U64(8),
    F64(8);

    private final int size;

    Dtype(int size) {
        this.size = size;
    }

    /** Returns the bytes per element. */
    public int size() {
        return size;
    }

    /** Returns the type of this name, or null if there is none. Names are case-sensitive. */
    static Dtype named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        return null;
    }
}
