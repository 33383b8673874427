package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one pickle of a PyTorch checkpoint. It is a stack machine that knows the opcodes of {@link Op} and the names of
 * {@link TorchCalls.Global}, calls nothing, and creates only strings, numbers, {@link PickleContainer}s and
 * {@link TorchView}s (CPython, {@code Lib/pickletools.py}; PyTorch, {@code torch/serialization.py}).
 */
final class PickleReader {
    private static final int PROTOCOL = 2;
    private static final int MAX_STORAGES = 10_000;

    private final PickleInput in;
    private final TorchLayout layout;
    private final PickleStack stack = new PickleStack();
    private final Map<String, TorchView.Storage> storages = new LinkedHashMap<>();
    private Op op = Op.PROTO;

    private PickleReader(PickleInput in, TorchLayout layout) {
        this.in = in;
        this.layout = layout;
    }

    /**
     * The content of a pickle.
     *
     * @param value the pickled value
     * @param storages the storages that it refers to, by key
     */
    record Content(Object value, Map<String, TorchView.Storage> storages) {}

    /** Reads a pickle up to and including STOP. */
    static Content read(PickleInput in, TorchLayout layout) throws IOException {
        PickleReader reader = new PickleReader(in, layout);
        try {
            return new Content(reader.run(), reader.storages);
        } catch (PickleException e) {
            String key = reader.culprit();
            throw new CheckpointException(
                    in.path(),
                    key,
                    (key == null ? "has" : "is in") + " a pickle that, before byte " + in.position() + " of the file, "
                            + e.getMessage(),
                    e);
        }
    }

    private String culprit() {
        return switch (op) {
            case GLOBAL, REDUCE, BINPERSID -> stack.key();
            default -> null;
        };
    }

    private Object run() throws IOException, PickleException {
        int first = in.u8();
        int protocol = in.u8();
        if (Op.of(first) != Op.PROTO || protocol != PROTOCOL) {
            throw new PickleException("should begin with protocol 2, but begins with the bytes " + first + " and "
                    + protocol + "; save it again with torch.save and its default protocol");
        }
        while (true) {
            op = Op.of(in.u8());
            if (op == Op.STOP) {
                Object value = stack.pop();
                if (stack.size() > 0) {
                    throw PickleException.damaged("leaves " + stack.size() + " values on its stack");
                }
                return value;
            }
            step();
        }
    }

    private void step() throws IOException, PickleException {
        switch (op) {
            case MARK -> stack.push(PickleStack.Special.MARK);
            case NONE -> stack.push(PickleStack.Special.NONE);
            case NEWTRUE -> stack.push(true);
            case NEWFALSE -> stack.push(false);
            case BININT -> stack.make((long) in.i32());
            case BININT1 -> stack.make((long) in.u8());
            case BININT2 -> stack.make((long) in.u16());
            case LONG1 -> stack.make(in.whole(in.u8()));
            case BINFLOAT -> stack.make(in.bigEndianDouble());
            case BINUNICODE -> stack.make(in.text());
            case EMPTY_LIST -> stack.make(PickleContainer.Kind.LIST, List.of());
            case EMPTY_DICT -> stack.make(PickleContainer.Kind.DICT, List.of());
            case EMPTY_TUPLE -> stack.make(PickleContainer.Kind.TUPLE, List.of());
            case TUPLE -> stack.make(PickleContainer.Kind.TUPLE, stack.popToMark());
            case TUPLE1 -> stack.make(PickleContainer.Kind.TUPLE, stack.pop(1));
            case TUPLE2 -> stack.make(PickleContainer.Kind.TUPLE, stack.pop(2));
            case TUPLE3 -> stack.make(PickleContainer.Kind.TUPLE, stack.pop(3));
            case APPEND -> append(stack.pop(1));
            case APPENDS -> append(stack.popToMark());
            case SETITEM -> set(stack.pop(2));
            case SETITEMS -> set(stack.popToMark());
            case GLOBAL -> {
                String module = in.line();
                stack.push(TorchCalls.Global.named(module, in.line()));
            }
            case REDUCE -> reduce(stack.pop());
            case BUILD -> TorchCalls.build(stack.pop(), stack.peek());
            case BINPERSID -> persistent(TorchCalls.storage(stack.pop(), layout));
            case BINPUT -> stack.remember(in.u8());
            case LONG_BINPUT -> stack.remember(in.i32());
            case BINGET -> stack.recall(in.u8());
            case LONG_BINGET -> stack.recall(in.i32());
            default -> throw PickleException.damaged("has " + op + " where it should not be");
        }
    }

    private void append(List<Object> values) throws PickleException {
        if (!(stack.peek() instanceof PickleContainer list) || list.kind() != PickleContainer.Kind.LIST) {
            throw PickleException.damaged("has " + op + " to a value that is not a list");
        }
        for (Object value : values) {
            list.add(value);
        }
    }

    private void set(List<Object> values) throws PickleException {
        if (!(stack.peek() instanceof PickleContainer dict) || !dict.isDict()) {
            throw PickleException.damaged("has " + op + " to a value that is not a dict");
        }
        if (values.size() % 2 != 0) {
            throw PickleException.damaged("has a dict key without a value");
        }
        for (int i = 0; i < values.size(); i += 2) {
            dict.put(values.get(i), values.get(i + 1));
        }
    }

    private void reduce(Object arguments) throws PickleException {
        Object callable = stack.pop();
        if (callable == TorchCalls.Global.ORDERED_DICT) {
            TorchCalls.arguments(callable, arguments, 0);
            stack.make(PickleContainer.Kind.ORDERED_DICT, List.of());
        } else {
            stack.make(TorchCalls.reduce(callable, arguments));
        }
    }

    private void persistent(TorchView.Storage storage) throws PickleException {
        TorchView.Storage known = storages.putIfAbsent(storage.key(), storage);
        if (known != null && !known.equals(storage)) {
            throw PickleException.damaged("has storage " + storage.key() + " both as " + known.count() + " x "
                    + known.dtype() + " and as " + storage.count() + " x " + storage.dtype());
        }
        if (storages.size() > MAX_STORAGES) {
            throw PickleException.damaged("has more than " + MAX_STORAGES + " storages");
        }
        stack.make(known == null ? storage : known);
    }

    /**
     * The opcodes of pickle protocol 2 that a state dict needs (CPython, {@code Lib/pickletools.py}). All others are
     * refused, in particular those that call or import in other ways.
     */
    private enum Op {
        PROTO(0x80),
        STOP('.'),
        MARK('('),
        NONE('N'),
        NEWTRUE(0x88),
        NEWFALSE(0x89),
        BININT('J'),
        BININT1('K'),
        BININT2('M'),
        LONG1(0x8a),
        BINFLOAT('G'),
        BINUNICODE('X'),
        EMPTY_LIST(']'),
        APPEND('a'),
        APPENDS('e'),
        EMPTY_TUPLE(')'),
        TUPLE('t'),
        TUPLE1(0x85),
        TUPLE2(0x86),
        TUPLE3(0x87),
        EMPTY_DICT('}'),
        SETITEM('s'),
        SETITEMS('u'),
        GLOBAL('c'),
        REDUCE('R'),
        BUILD('b'),
        BINPERSID('Q'),
        BINPUT('q'),
        LONG_BINPUT('r'),
        BINGET('h'),
        LONG_BINGET('j');

        private static final Op[] BY_CODE = new Op[256];

        static {
            for (Op op : values()) {
                BY_CODE[op.code] = op;
            }
        }

        private final int code;

        Op(int code) {
            this.code = code;
        }

        static Op of(int code) throws PickleException {
            if (BY_CODE[code] == null) {
                throw new PickleException("has the opcode " + refused(code)
                        + ", which no state dict needs; save it again with torch.save, or do not trust it");
            }
            return BY_CODE[code];
        }

        private static String refused(int code) {
            String name = switch (code) {
                case 'i' -> " (INST)";
                case 'o' -> " (OBJ)";
                case 'P' -> " (PERSID)";
                case 'g' -> " (GET)";
                case 'p' -> " (PUT)";
                case 0x81 -> " (NEWOBJ)";
                case 0x82 -> " (EXT1)";
                case 0x83 -> " (EXT2)";
                case 0x84 -> " (EXT4)";
                case 0x8b -> " (LONG4)";
                case 0x92 -> " (NEWOBJ_EX)";
                case 0x93 -> " (STACK_GLOBAL)";
                case 0x95 -> " (FRAME)";
                default -> "";
            };
            return String.format(Locale.ROOT, "0x%02x", code) + name;
        }
    }
}
