package io.github.trocr4j.image;

import java.util.Arrays;
import java.util.Random;

/** Renders ink on paper as a scanner or a camera would see it. Ink planes are 0 for no ink, 255 for full ink. */
public final class Renderings {
    private Renderings() {}

    /** How a page is lit. */
    public record Light(int paper, int ink, double across, double down, double vignette, double noise) {
        public static Light even(int paper, int ink) {
            return new Light(paper, ink, 0, 0, 0, 0);
        }
    }

    /** Resizes a plane. */
    public static Picture scaled(Picture ink, double factor) {
        int width = (int) Math.round(ink.width() * factor);
        int height = (int) Math.round(ink.height() * factor);
        return Picture.gray(
                PillowResampler.resize(ink.gray(), ink.width(), ink.height(), width, height, Resampling.BICUBIC),
                width,
                height);
    }

    /** Adds empty margins. */
    public static Picture margins(Picture ink, int left, int top, int right, int bottom) {
        int width = ink.width() + left + right;
        byte[] plane = new byte[width * (ink.height() + top + bottom)];
        byte[] from = ink.gray();
        for (int y = 0; y < ink.height(); y++) {
            System.arraycopy(from, y * ink.width(), plane, (y + top) * width + left, ink.width());
        }
        return Picture.gray(plane, width, ink.height() + top + bottom);
    }

    /** Draws a rectangular frame {@code inset} pixels from the border. */
    public static Picture framed(Picture ink, int inset) {
        byte[] plane = ink.gray();
        for (int y = inset; y < ink.height() - inset; y++) {
            for (int x = inset; x < ink.width() - inset; x++) {
                boolean onFrame =
                        y < inset + 2 || y >= ink.height() - inset - 2 || x < inset + 2 || x >= ink.width() - inset - 2;
                if (onFrame) {
                    plane[y * ink.width() + x] = (byte) 230;
                }
            }
        }
        return Picture.gray(plane, ink.width(), ink.height());
    }

    /** Draws a line across the page. */
    public static Picture ruled(Picture ink, int row) {
        byte[] plane = ink.gray();
        Arrays.fill(plane, row * ink.width(), (row + 2) * ink.width(), (byte) 200);
        return Picture.gray(plane, ink.width(), ink.height());
    }

    /** Adds dots of two by two pixels. */
    public static Picture specked(Picture ink, int count) {
        byte[] plane = ink.gray();
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(plane.length - ink.width() - 1);
            plane[at] = (byte) 255;
            plane[at + 1] = (byte) 255;
            plane[at + ink.width()] = (byte) 255;
        }
        return Picture.gray(plane, ink.width(), ink.height());
    }

    /** Renders the ink in this light. */
    public static Picture seen(Picture ink, Light light) {
        byte[] plane = ink.gray();
        Random random = new Random(4);
        for (int i = 0; i < plane.length; i++) {
            int x = i % ink.width();
            int y = i / ink.width();
            double across = (x + 0.5) / ink.width() - 0.5;
            double down = (y + 0.5) / ink.height() - 0.5;
            double share = (plane[i] & 0xff) / 255.0;
            double brightness = 1
                    + light.across() * across
                    + light.down() * down
                    - 2 * light.vignette() * (across * across + down * down);
            double value = (light.paper() * (1 - share) + light.ink() * share) * brightness
                    + light.noise() * random.nextGaussian();
            plane[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return Picture.gray(plane, ink.width(), ink.height());
    }

    /** Puts the paper on a dark table, which is visible all around. */
    public static Picture onATable(Picture page, int border) {
        Picture dark = margins(page, border, border, border, border);
        byte[] plane = dark.gray();
        for (int y = 0; y < dark.height(); y++) {
            for (int x = 0; x < dark.width(); x++) {
                boolean onPage = y >= border && y < dark.height() - border && x >= border && x < dark.width() - border;
                if (!onPage) {
                    plane[y * dark.width() + x] = 45;
                }
            }
        }
        return Picture.gray(plane, dark.width(), dark.height());
    }

    /** Rotates the page clockwise around its centre. */
    public static Picture turned(Picture ink, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double midX = ink.width() / 2.0;
        double midY = ink.height() / 2.0;
        return drawn(ink, (x, y) ->
                new double[] {cos * (x - midX) + sin * (y - midY) + midX, cos * (y - midY) - sin * (x - midX) + midY});
    }

    /**
     * Applies the perspective of a camera below the page: the upper edge becomes shorter than the lower one by this
     * fraction.
     */
    public static Picture fromBelow(Picture ink, double shorter) {
        double midX = ink.width() / 2.0;
        return drawn(ink, (x, y) -> {
            double scale = 1 - shorter * (1 - y / ink.height());
            return new double[] {midX + (x - midX) / scale, y * (1 - shorter) / scale + y * y * shorter / ink.height()};
        });
    }

    /** Colours a gray page. Paper and ink are red, green, blue. */
    public static Picture coloured(Picture page, int[] paper, int[] ink) {
        byte[] gray = page.gray();
        byte[][] planes = new byte[3][gray.length];
        for (int band = 0; band < 3; band++) {
            for (int i = 0; i < gray.length; i++) {
                int light = gray[i] & 0xff;
                planes[band][i] = (byte) ((paper[band] * light + ink[band] * (255 - light)) / 255);
            }
        }
        return Picture.rgb(planes[0], planes[1], planes[2], page.width(), page.height());
    }

    /** Maps a position in the new picture to one in the old. */
    @FunctionalInterface
    private interface Source {
        double[] of(double x, double y);
    }

    private static Picture drawn(Picture ink, Source source) {
        int width = ink.width();
        byte[] from = ink.gray();
        byte[] plane = new byte[from.length];
        for (int i = 0; i < plane.length; i++) {
            int row = i / width;
            double[] at = source.of(i % width + 0.5, row + 0.5);
            int x = (int) Math.floor(at[0] - 0.5);
            int y = (int) Math.floor(at[1] - 0.5);
            if (x >= 0 && y >= 0 && x < width - 1 && y < ink.height() - 1) {
                double right = at[0] - 0.5 - x;
                double down = at[1] - 0.5 - y;
                int k = y * width + x;
                double upper = (from[k] & 0xff) * (1 - right) + (from[k + 1] & 0xff) * right;
                double lower = (from[k + width] & 0xff) * (1 - right) + (from[k + width + 1] & 0xff) * right;
                plane[i] = (byte) Math.round(upper * (1 - down) + lower * down);
            }
        }
        return Picture.gray(plane, width, ink.height());
    }
}
