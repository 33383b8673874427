package io.github.trocr4j.rivals;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.stream.IntStream;

/** Random inputs, the same in each run. Their content does not affect the time. */
final class Noise {
    private static final int SEED = 1;
    private static final int STRIP_HEIGHT = 28;
    private static final int STRIP_WIDTH = 140;

    private Noise() {}

    /** Returns values from -1 to 1 in native memory, [B x 3 x H x W]. */
    static FloatBuffer pixelValues(WorkRequest request) {
        FloatBuffer values = buffer(request);
        Random random = new Random(SEED);
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, random.nextFloat() * 2 - 1);
        }
        return values;
    }

    /** Returns native memory for [B x 3 x H x W] floats. */
    static FloatBuffer buffer(WorkRequest request) {
        int count = Math.multiplyExact(request.batch() * 3, request.height() * request.width());
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Returns gray strips of 28x140. */
    static BufferedImage[] strips(int count) {
        Random random = new Random(SEED);
        return IntStream.range(0, count).mapToObj(i -> strip(random)).toArray(BufferedImage[]::new);
    }

    private static BufferedImage strip(Random random) {
        BufferedImage image = new BufferedImage(STRIP_WIDTH, STRIP_HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        random.nextBytes(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return image;
    }
}
