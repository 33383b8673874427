package io.github.trocr4j.image.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Writes TIFF files of one page. */
final class BareTiff {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final Set<Integer> SHORTS = Set.of(
            TiffPage.BITS,
            TiffPage.COMPRESSION,
            TiffPage.PHOTOMETRIC,
            TiffPage.SAMPLES,
            TiffPage.PLANAR,
            TiffPage.PREDICTOR,
            TiffPage.COLOUR_MAP,
            TiffPage.EXTRA_SAMPLES,
            TiffPage.SUBSAMPLING);

    private BareTiff() {}

    /**
     * Returns a file with a directory behind its data.
     *
     * @param data the file's beginning, with eight bytes left for the header
     * @param values the values of each tag, in the order of the tags
     */
    static byte[] withDirectory(ByteArrayOutputStream data, ByteOrder order, Map<Integer, long[]> values) {
        int start = data.size() + (data.size() & 1);
        int end = start + 2 + 12 * values.size() + 4;
        int room = values.values().stream().mapToInt(each -> 4 * each.length).sum();
        byte[] written = Arrays.copyOf(data.toByteArray(), end + room);
        ByteBuffer file = ByteBuffer.wrap(written).order(order);
        byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
        file.put(mark).put(mark).putShort((short) 42).putInt(start);
        file.position(start).putShort((short) values.size());
        int free = end;
        for (Map.Entry<Integer, long[]> each : values.entrySet()) {
            int type = type(each.getKey());
            long[] own = each.getValue();
            file.putShort((short) (int) each.getKey()).putShort((short) type).putInt(own.length);
            int next = file.position() + 4;
            int bytes = own.length * size(type);
            if (bytes > 4) {
                file.putInt(free).position(free);
                free += bytes;
            }
            for (long value : own) {
                switch (type) {
                    case LONG -> file.putInt((int) value);
                    case SHORT -> file.putShort((short) value);
                    default -> file.put((byte) value);
                }
            }
            file.position(next);
        }
        return written;
    }

    private static int type(int tag) {
        return tag == TiffPage.JPEG_TABLES ? UNDEFINED : SHORTS.contains(tag) ? SHORT : LONG;
    }

    private static int size(int type) {
        return type == LONG ? 4 : type == SHORT ? 2 : 1;
    }
}
