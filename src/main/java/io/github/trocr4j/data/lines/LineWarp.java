package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.SmoothField;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Moves the pixels of a line of text: scale, shear and rotation, then perspective, then a smooth displacement, then a
 * shift, in one bilinear sampling. The result has the size of the picture, or more if the ink needs it.
 *
 * <p>Positions are in pixels from the middle of the picture. The matrix [a b; c d] maps the picture to the result;
 * perspective divides by 1 + p x + q y.
 */
final class LineWarp {
    /** Beyond lies the horizon. */
    private static final float LEAST_DEPTH = 0.05f;

    private final int width;
    private final int height;
    private final double a;
    private final double b;
    private final double c;
    private final double d;
    private final double p;
    private final double q;
    private final double shiftX;
    private final double shiftY;
    private final int left;
    private final int top;
    private final int toWidth;
    private final int toHeight;
    private final float[] dx;
    private final float[] dy;

    /** Draws a warp. Angles are limited for long lines, which would otherwise leave the picture. */
    LineWarp(int width, int height, InkAndPaper writing, LineAugmentation strengths, SplittableRandom random) {
        this.width = width;
        this.height = height;
        int shorter = Math.min(width, height);
        double slope = Math.min(StrictMath.toRadians(strengths.rotation()), 0.4 * shorter / Math.max(width, height));
        double angle = Seeds.between(-slope, slope, random);
        double lean = Math.min(strengths.shear(), 0.5 * width / height);
        double shear = Seeds.between(-lean, lean, random);
        double scaleX = scale(strengths.scale(), random);
        double scaleY = scale(strengths.scale(), random);
        double sine = StrictMath.sin(angle);
        double cosine = StrictMath.cos(angle);
        a = cosine * scaleX;
        b = (cosine * shear - sine) * scaleY;
        c = sine * scaleX;
        d = (sine * shear + cosine) * scaleY;
        double turn = strengths.perspective();
        double tilt = turn * Math.min(1, 2.0 * height / width);
        p = Seeds.between(-turn, turn, random) * 2 / width;
        q = Seeds.between(-tilt, tilt, random) * 2 / height;
        double shift = strengths.shift() * shorter;
        shiftX = Seeds.between(-shift, shift, random);
        shiftY = Seeds.between(-shift, shift, random);
        double bend = strengths.elastic() * shorter;
        double[] x = {Double.MAX_VALUE, -Double.MAX_VALUE};
        double[] y = {Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int corner = 0; corner < 4; corner++) {
            double fromX = (corner % 2 == 0 ? writing.left() : writing.right()) - width / 2.0;
            double fromY = (corner < 2 ? writing.top() : writing.bottom()) - height / 2.0;
            double affineX = a * fromX + b * fromY;
            double affineY = c * fromX + d * fromY;
            double depth = 1 + p * affineX + q * affineY;
            x[0] = Math.min(x[0], affineX / depth - bend + shiftX);
            x[1] = Math.max(x[1], affineX / depth + bend + shiftX);
            y[0] = Math.min(y[0], affineY / depth - bend + shiftY);
            y[1] = Math.max(y[1], affineY / depth + bend + shiftY);
        }
        // In whole pixels from the corner of the picture, so that nothing is blurred if nothing moves.
        left = (int) Math.floor(Math.min(0, x[0] + width / 2.0 + 1e-6));
        top = (int) Math.floor(Math.min(0, y[0] + height / 2.0 + 1e-6));
        toWidth = (int) Math.ceil(Math.max(width, x[1] + width / 2.0 - 1e-6)) - left;
        toHeight = (int) Math.ceil(Math.max(height, y[1] + height / 2.0 - 1e-6)) - top;
        int cell = Math.max(2, shorter / 3);
        dx = bend == 0 ? null : SmoothField.random(toWidth, toHeight, cell, bend, random);
        dy = bend == 0 ? null : SmoothField.random(toWidth, toHeight, cell, bend, random);
    }

    private static double scale(double strength, SplittableRandom random) {
        return Seeds.between(1 - strength, 1 + strength, random);
    }

    int width() {
        return toWidth;
    }

    int height() {
        return toHeight;
    }

    /** Returns the warped plane, [height x width] of the result; what lies outside of the picture is paper. */
    float[] apply(byte[] plane, int paper) {
        int stride = width + 2;
        float[] padded = new float[stride * (height + 2)];
        Arrays.fill(padded, paper);
        for (int y = 0, from = 0; y < height; y++) {
            for (int x = 0, to = (y + 1) * stride + 1; x < width; x++) {
                padded[to++] = plane[from++] & 0xff;
            }
        }
        double determinant = a * d - b * c;
        float xx = (float) (d / determinant);
        float xy = (float) (-b / determinant);
        float yx = (float) (-c / determinant);
        float yy = (float) (a / determinant);
        float middleX = (width + 1) / 2f;
        float middleY = (height + 1) / 2f;
        float[] out = new float[toWidth * toHeight];
        for (int y = 0, to = 0; y < toHeight; y++) {
            float rowY = (float) (y + top + 0.5 - height / 2.0 - shiftY);
            float firstX = (float) (left + 0.5 - width / 2.0 - shiftX);
            for (int x = 0; x < toWidth; x++, to++) {
                float atX = x + firstX;
                float atY = rowY;
                if (dx != null) {
                    atX += dx[to];
                    atY += dy[to];
                }
                float depth = (float) (1 - p * atX - q * atY);
                atX /= depth;
                atY /= depth;
                float fromX = xx * atX + xy * atY + middleX;
                float fromY = yx * atX + yy * atY + middleY;
                if (depth > LEAST_DEPTH && fromX > 0 && fromX < width + 1 && fromY > 0 && fromY < height + 1) {
                    int column = (int) fromX;
                    int row = (int) fromY;
                    float right = fromX - column;
                    float low = fromY - row;
                    int at = row * stride + column;
                    float upper = padded[at] + right * (padded[at + 1] - padded[at]);
                    float lower = padded[at + stride] + right * (padded[at + stride + 1] - padded[at + stride]);
                    out[to] = upper + low * (lower - upper);
                } else {
                    out[to] = paper;
                }
            }
        }
        return out;
    }
}
