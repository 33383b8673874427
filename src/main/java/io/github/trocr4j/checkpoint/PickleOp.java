package io.github.trocr4j.checkpoint;

import java.util.Locale;

/**
 * The opcodes of pickle protocol 2 that a state dict is written with (CPython, {@code Lib/pickletools.py}). All others
 * are refused, above all those that call or import by other ways.
 */
enum PickleOp {
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

    private static final PickleOp[] BY_CODE = new PickleOp[256];

    static {
        for (PickleOp op : values()) {
            BY_CODE[op.code] = op;
        }
    }

    private final int code;

    PickleOp(int code) {
        this.code = code;
    }

    static PickleOp of(int code) throws PickleException {
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
