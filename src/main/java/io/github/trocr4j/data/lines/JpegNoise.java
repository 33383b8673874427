package io.github.trocr4j.data.lines;

/**
 * The noise of JPEG (ITU-T T.81): blocks of 8 x 8 pixels, their cosine transform rounded to multiples of the example
 * table of luminance (Annex K.1), and back.
 */
final class JpegNoise {
    private static final int SIDE = 8;

    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61, //
        12, 12, 14, 19, 26, 58, 60, 55, //
        14, 13, 16, 24, 40, 57, 69, 56, //
        14, 17, 22, 29, 51, 87, 80, 62, //
        18, 22, 37, 56, 68, 109, 103, 77, //
        24, 35, 55, 64, 81, 104, 113, 92, //
        49, 64, 78, 87, 103, 121, 120, 101, //
        72, 92, 95, 98, 112, 100, 103, 99
    };

    /** [frequency x position]: orthonormal cosines. */
    private static final float[] COSINES = cosines();

    private JpegNoise() {}

    /**
     * Adds it to whole blocks of a plane; what is left at the right and at the bottom stays.
     *
     * @param coarseness factor of the table: 1 is quality 50, 4 about 12
     */
    static void add(float[] plane, int width, int height, double coarseness) {
        float[] block = new float[SIDE * SIDE];
        float[] half = new float[SIDE * SIDE];
        for (int top = 0; top + SIDE <= height; top += SIDE) {
            for (int left = 0; left + SIDE <= width; left += SIDE) {
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        block[y * SIDE + x] = plane[(top + y) * width + left + x] - 128;
                    }
                }
                transform(block, half);
                transform(half, block);
                for (int i = 0; i < block.length; i++) {
                    float step = (float) (LUMINANCE[i] * coarseness);
                    float scaled = block[i] / step;
                    block[i] = step * (int) (scaled + (scaled < 0 ? -0.5f : 0.5f));
                }
                inverse(block, half);
                inverse(half, block);
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        plane[(top + y) * width + left + x] = block[y * SIDE + x] + 128;
                    }
                }
            }
        }
    }

    /** Transforms each row, and transposes. */
    private static void transform(float[] from, float[] to) {
        for (int row = 0; row < SIDE; row++) {
            for (int f = 0; f < SIDE; f++) {
                float sum = 0;
                for (int i = 0; i < SIDE; i++) {
                    sum += COSINES[f * SIDE + i] * from[row * SIDE + i];
                }
                to[f * SIDE + row] = sum;
            }
        }
    }

    private static void inverse(float[] from, float[] to) {
        for (int row = 0; row < SIDE; row++) {
            for (int i = 0; i < SIDE; i++) {
                float sum = 0;
                for (int f = 0; f < SIDE; f++) {
                    sum += COSINES[f * SIDE + i] * from[row * SIDE + f];
                }
                to[i * SIDE + row] = sum;
            }
        }
    }

    private static float[] cosines() {
        float[] cosines = new float[SIDE * SIDE];
        for (int f = 0; f < SIDE; f++) {
            for (int i = 0; i < SIDE; i++) {
                cosines[f * SIDE + i] = (float) (0.5
                        * (f == 0 ? StrictMath.sqrt(0.5) : 1)
                        * StrictMath.cos((2 * i + 1) * f * StrictMath.PI / 16));
            }
        }
        return cosines;
    }
}
