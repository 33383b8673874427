package io.github.trocr4j.image.file;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A directory of a TIFF file (TIFF 6.0, section 2): the values of a page by their tags. Values are read when they are
 * asked for, and no more of them than the file has bytes.
 *
 * @param file the whole file, in its byte order
 * @param entries where each tag's entry is
 */
record TiffDirectory(ByteBuffer file, Map<Integer, Integer> entries) {
    /** More than a scanner feeds at once; each is a picture to decode. */
    static final int MAX_PAGES = 1_000;

    /** More than the tiles of the largest picture. */
    private static final int MAX_VALUES = 1 << 20;

    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final int ENTRY = 12;
    private static final int NEW_SUBFILE_TYPE = 254;
    private static final int REDUCED_OR_MASK = 1 | 4;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50_706;

    /** Returns whether a file has the signature of TIFF, and not that of Canon's raw pictures besides. */
    static boolean isTiff(byte[] bytes) {
        boolean canon = bytes.length > 9 && bytes[8] == 'C' && bytes[9] == 'R';
        return order(bytes).isPresent() && !canon;
    }

    /**
     * Returns the pages of a TIFF file. Thumbnails and masks are none.
     *
     * @throws UnreadableImageException if there are none, too many, or their chain is damaged
     */
    static List<TiffDirectory> pages(String name, byte[] bytes) throws UnreadableImageException {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(order(bytes).orElseThrow());
        List<TiffDirectory> directories = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long at = bytes.length < 8 ? 0 : Integer.toUnsignedLong(file.getInt(4));
        while (at != 0) {
            String damage = "is damaged, its page " + (directories.size() + 1);
            if (directories.size() == 2 * MAX_PAGES) {
                throw tooMany(name);
            }
            if (!seen.add(at)) {
                throw new UnreadableImageException(name, damage + " is an earlier one", null);
            }
            if (at + 2 > bytes.length) {
                throw new UnreadableImageException(name, damage + " is beyond the file's end", null);
            }
            int count = file.getShort((int) at) & 0xffff;
            long end = at + 2 + (long) ENTRY * count;
            if (end > bytes.length) {
                throw new UnreadableImageException(name, damage + " goes beyond the file's end", null);
            }
            Map<Integer, Integer> entries = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                int entry = (int) at + 2 + ENTRY * i;
                entries.putIfAbsent(file.getShort(entry) & 0xffff, entry);
            }
            directories.add(new TiffDirectory(file, entries));
            at = end + 4 > bytes.length ? 0 : Integer.toUnsignedLong(file.getInt((int) end));
        }
        if (directories.isEmpty()) {
            throw new UnreadableImageException(name, "is damaged, it has no page", null);
        }
        List<TiffDirectory> whole = directories.stream()
                .filter(page -> (page.value(NEW_SUBFILE_TYPE, 0) & REDUCED_OR_MASK) == 0)
                .toList();
        TiffDirectory first = directories.get(0);
        if (first.has(DNG_VERSION) || (whole.isEmpty() && first.has(SUB_DIRECTORIES))) {
            throw new UnreadableImageException(name, "is a camera's raw picture; convert it to JPEG or PNG", null);
        }
        if (whole.size() > MAX_PAGES) {
            throw tooMany(name);
        }
        return whole.isEmpty() ? directories.subList(0, 1) : whole;
    }

    private static UnreadableImageException tooMany(String name) {
        return new UnreadableImageException(
                name, "has more than the " + MAX_PAGES + " pages that a file may have; split it", null);
    }

    private static Optional<ByteOrder> order(byte[] bytes) {
        if (bytes.length < 4) {
            return Optional.empty();
        }
        return switch (ByteBuffer.wrap(bytes).getInt()) {
            case 0x49492a00 -> Optional.of(ByteOrder.LITTLE_ENDIAN);
            case 0x4d4d002a -> Optional.of(ByteOrder.BIG_ENDIAN);
            default -> Optional.empty();
        };
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** Returns the first value of a tag; if it is missing or damaged, the other. */
    long value(int tag, long otherwise) {
        long[] values = values(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /** Returns the values of a tag; none if it is missing, of another type, or beyond the file's end. */
    long[] values(int tag) {
        if (!has(tag)) {
            return new long[0];
        }
        int entry = entries.get(tag);
        int type = file.getShort(entry + 2);
        int size = type == LONG ? 4 : type == SHORT ? 2 : 1;
        boolean known = type == BYTE || type == SHORT || type == LONG || type == UNDEFINED;
        long count = Integer.toUnsignedLong(file.getInt(entry + 4));
        long at = count * size <= 4 ? entry + 8 : Integer.toUnsignedLong(file.getInt(entry + 8));
        if (!known || count > MAX_VALUES || at + count * size > file.limit()) {
            return new long[0];
        }
        long[] values = new long[(int) count];
        Arrays.setAll(values, i -> item(type, (int) at + size * i));
        return values;
    }

    private long item(int type, int at) {
        return switch (type) {
            case LONG -> Integer.toUnsignedLong(file.getInt(at));
            case SHORT -> file.getShort(at) & 0xffff;
            default -> file.get(at) & 0xff;
        };
    }

    /** Returns a part of the file. */
    byte[] bytes(long at, long count) {
        if (at + count > file.limit()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) count];
        file.get((int) at, bytes);
        return bytes;
    }
}
