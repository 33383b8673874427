package io.github.trocr4j.checkpoint;

import java.util.List;

/**
 * The few calls that a state dict needs (PyTorch, {@code torch/_utils.py} and {@code torch/serialization.py}). This
 * class checks the types of the arguments; {@link TorchView} checks whether a tensor fits into its storage.
 */
final class TorchCalls {
    private static final int MAX_AXES = 8;

    private TorchCalls() {}

    /** Returns the items of a tuple of this length. */
    static List<Object> arguments(Object call, Object tuple, int count) throws PickleException {
        if (tuple instanceof PickleContainer items
                && items.kind() == PickleContainer.Kind.TUPLE
                && items.items().size() == count) {
            return items.items();
        }
        throw PickleException.damaged("should have a tuple of " + count + " values for "
                + PickleContainer.described(call) + ", but has a " + PickleContainer.described(tuple)
                + (tuple instanceof PickleContainer other
                        ? " of " + other.items().size()
                        : ""));
    }

    /** Performs {@code _rebuild_tensor_v2} or {@code _rebuild_parameter}. */
    static TorchView reduce(Object callable, Object arguments) throws PickleException {
        if (callable == Global.REBUILD_TENSOR) {
            // storage, storage_offset, size, stride, requires_grad, backward_hooks
            List<Object> given = arguments(callable, arguments, 6);
            if (given.get(0) instanceof TorchView.Storage storage) {
                gradient(given.get(4), given.get(5));
                return new TorchView(
                        storage,
                        whole(given.get(1), "storage_offset"),
                        wholes(given.get(2), "size"),
                        wholes(given.get(3), "stride"));
            }
            throw PickleException.damaged(
                    "should have a storage for a tensor, but has a " + PickleContainer.described(given.get(0)));
        }
        if (callable == Global.REBUILD_PARAMETER) {
            // data, requires_grad, backward_hooks
            List<Object> given = arguments(callable, arguments, 3);
            if (given.get(0) instanceof TorchView view) {
                gradient(given.get(1), given.get(2));
                return view;
            }
            throw PickleException.damaged(
                    "should have a tensor for a parameter, but has a " + PickleContainer.described(given.get(0)));
        }
        throw PickleException.damaged("calls a " + PickleContainer.described(callable));
    }

    /**
     * Parses a persistent id: {@code ("storage", type, key, location, numel)}, in the legacy layout followed by the
     * view metadata.
     */
    static TorchView.Storage storage(Object id, TorchLayout layout) throws PickleException {
        List<Object> given = arguments("persistent id", id, layout.idLength());
        if (!"storage".equals(given.get(0))) {
            throw PickleException.damaged("has a persistent id that should begin with 'storage'");
        }
        if (!(given.get(1) instanceof Global type) || type.dtype() == null) {
            throw PickleException.damaged("should have a type of storage in a persistent id, but has a "
                    + PickleContainer.described(given.get(1)));
        }
        if (!(given.get(2) instanceof String key) || !layout.isKey(key)) {
            throw PickleException.damaged("should have digits for the key of a storage, but has "
                    + (given.get(2) instanceof String text
                            ? CheckpointException.shown(text)
                            : "a " + PickleContainer.described(given.get(2))));
        }
        if (!(given.get(3) instanceof String)) {
            throw PickleException.damaged("should have a string for the location of storage " + key);
        }
        long count = whole(given.get(4), "numel");
        if (count < 0 || count > Long.MAX_VALUE / Long.BYTES) {
            throw PickleException.damaged("has the impossible count " + count + " of elements for storage " + key);
        }
        if (layout == TorchLayout.LEGACY && given.get(5) != PickleStack.Special.NONE) {
            throw new PickleException("has storage " + key
                    + " as a view of another one, which PyTorch wrote before 0.4; save it again with a newer PyTorch");
        }
        return new TorchView.Storage(type.dtype(), key, count);
    }

    /** Sets the state of an object. Only the {@code _metadata} of a state dict is accepted, and dropped. */
    static void build(Object state, Object target) throws PickleException {
        boolean onOrderedDict =
                target instanceof PickleContainer dict && dict.kind() == PickleContainer.Kind.ORDERED_DICT;
        boolean isMetadata = state instanceof PickleContainer entries
                && entries.kind() == PickleContainer.Kind.DICT
                && entries.entries().size() == 1
                && entries.entries().containsKey("_metadata");
        if (!onOrderedDict || !isMetadata) {
            throw new PickleException("sets the state of a " + PickleContainer.described(target)
                    + ", expected nothing but the _metadata of a state dict; do not trust this file");
        }
    }

    private static void gradient(Object requiresGrad, Object hooks) throws PickleException {
        if (!(requiresGrad instanceof Boolean)) {
            throw PickleException.damaged("should have a truth value for requires_grad, but has a "
                    + PickleContainer.described(requiresGrad));
        }
        if (!(hooks instanceof PickleContainer dict) || !dict.isDict() || !dict.isEmpty()) {
            throw PickleException.damaged("should have an empty dict for backward_hooks");
        }
    }

    private static long whole(Object value, String what) throws PickleException {
        if (value instanceof Long number) {
            return number;
        }
        throw PickleException.damaged(
                "should have a 64-bit number for " + what + ", but has a " + PickleContainer.described(value));
    }

    private static long[] wholes(Object tuple, String what) throws PickleException {
        if (!(tuple instanceof PickleContainer items) || items.kind() != PickleContainer.Kind.TUPLE) {
            throw PickleException.damaged(
                    "should have a tuple for " + what + ", but has a " + PickleContainer.described(tuple));
        }
        if (items.items().size() > MAX_AXES) {
            throw PickleException.damaged("has a " + what + " of more than " + MAX_AXES + " axes");
        }
        long[] values = new long[items.items().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole(items.items().get(i), what);
        }
        return values;
    }

    /**
     * The names that a PyTorch checkpoint may refer to. Nothing is looked up or called by a name from the file; any
     * other name ends the reading with an error.
     */
    enum Global {
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

        Global(String module, String attribute, Dtype dtype) {
            this.module = module;
            this.attribute = attribute;
            this.dtype = dtype;
        }

        /** Returns the element type if this is a storage, otherwise null. */
        Dtype dtype() {
            return dtype;
        }

        static Global named(String module, String attribute) throws PickleException {
            for (Global global : values()) {
                if (global.module.equals(module) && global.attribute.equals(attribute)) {
                    return global;
                }
            }
            throw new PickleException("asks for " + CheckpointException.shown(module + "." + attribute)
                    + ", which is not among the names a checkpoint of tensors needs; do not trust this file, or, if it"
                    + " is your own, save only the model's state_dict()");
        }
    }
}
