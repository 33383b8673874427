package io.github.trocr4j.checkpoint;

/**
 * The names that a PyTorch checkpoint may mention, and what they stand for here. Nothing is looked up or called by a
 * name of the file: one that is not in this list, letter by letter, ends the reading.
 */
enum TorchGlobal {
    ORDERED_DICT("collections", "OrderedDict", null),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
    FLOAT("torch", "FloatStorage", Dtype.F32),
    HALF("torch", "HalfStorage", Dtype.F16),
    BFLOAT16("torch", "BFloat16Storage", Dtype.BF16),
    DOUBLE("torch", "DoubleStorage", Dtype.F64),
    LONG("torch", "LongStorage", Dtype.I64),
    INT("torch", "IntStorage", Dtype.I32),
    SHORT("torch", "ShortStorage", Dtype.I16),
    CHAR("torch", "CharStorage", Dtype.I8),
    BYTE("torch", "ByteStorage", Dtype.U8),
    BOOL("torch", "BoolStorage", Dtype.BOOL);

    private final String module;
    private final String attribute;
    private final Dtype dtype;

    TorchGlobal(String module, String attribute, Dtype dtype) {
        this.module = module;
        this.attribute = attribute;
        this.dtype = dtype;
    }

    /** Type of the elements where this is a storage, else null. */
    Dtype dtype() {
        return dtype;
    }

    static TorchGlobal named(String module, String attribute) throws PickleException {
        for (TorchGlobal global : values()) {
            if (global.module.equals(module) && global.attribute.equals(attribute)) {
                return global;
            }
        }
        throw new PickleException("asks for " + CheckpointException.shown(module + "." + attribute)
                + ", which is not among the names a checkpoint of tensors needs; do not trust this file");
    }
}
