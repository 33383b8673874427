package io.github.trocr4j.data.lines;

import java.util.SplittableRandom;

/** Changes of a plane of gray levels, [height x width] numbers from 0 to 255, that leave each pixel where it is. */
final class PlaneEffects {
    private PlaneEffects() {}

    /**
     * Moves each pixel towards the lightest or darkest of itself and its four neighbours at a distance, which makes
     * strokes thicker or thinner.
     *
     * @param distance in pixels
     * @param share from 0, nothing, to 1, all the way
     * @param towardsLight whether light grows
     */
    static float[] spread(float[] plane, int width, int height, int distance, float share, boolean towardsLight) {
        float[] out = new float[plane.length];
        float sign = towardsLight ? 1 : -1;
        for (int y = 0, i = 0; y < height; y++) {
            int up = Math.min(y, distance) * width;
            int down = Math.min(height - 1 - y, distance) * width;
            for (int x = 0; x < width; x++, i++) {
                float own = sign * plane[i];
                float beside = Math.max(
                        sign * plane[i - Math.min(x, distance)], sign * plane[i + Math.min(width - 1 - x, distance)]);
                float goal = Math.max(Math.max(own, beside), Math.max(sign * plane[i - up], sign * plane[i + down]));
                out[i] = sign * (own + share * (goal - own));
            }
        }
        return out;
    }

    /** Blurs by a Gaussian; the border pixel continues outside. */
    static float[] blurred(float[] plane, int width, int height, double sigma) {
        int radius = (int) Math.ceil(2.5 * sigma);
        float[] weights = new float[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            weights[i] = (float) StrictMath.exp(-0.5 * i * i / (sigma * sigma));
            sum += (i == 0 ? 1 : 2) * weights[i];
        }
        for (int i = 0; i <= radius; i++) {
            weights[i] /= (float) sum;
        }
        float[] across = new float[plane.length];
        float[] row = new float[width + 2 * radius];
        for (int y = 0; y < height; y++) {
            int first = y * width;
            for (int x = 0; x < row.length; x++) {
                row[x] = plane[first + Math.max(0, Math.min(width - 1, x - radius))];
            }
            for (int x = 0; x < width; x++) {
                float value = weights[0] * row[x + radius];
                for (int i = 1; i <= radius; i++) {
                    value += weights[i] * (row[x + radius - i] + row[x + radius + i]);
                }
                across[first + x] = value;
            }
        }
        float[] out = new float[plane.length];
        for (int y = 0; y < height; y++) {
            for (int i = -radius; i <= radius; i++) {
                int from = Math.max(0, Math.min(height - 1, y + i)) * width;
                float weight = weights[Math.abs(i)];
                for (int x = 0; x < width; x++) {
                    out[y * width + x] += weight * across[from + x];
                }
            }
        }
        return out;
    }

    /** Mixes a colour into a rectangle, [left, right) x [top, bottom). */
    static void patch(float[] plane, int width, int left, int top, int right, int bottom, float colour, float opacity) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                plane[y * width + x] += opacity * (colour - plane[y * width + x]);
            }
        }
    }

    /** Returns approximately normal random numbers, the same in all channels, with this deviation. */
    static float[] noise(int size, double deviation, SplittableRandom random) {
        float[] noise = new float[size];
        // The sum of four uniform numbers of 16 bits has the deviation 2^16 / sqrt(3).
        float scale = (float) (deviation * 1.7320508075688772 / 65536);
        for (int i = 0; i < size; i++) {
            long bits = random.nextLong();
            long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
            noise[i] = scale * (sum - 131070);
        }
        return noise;
    }
}
