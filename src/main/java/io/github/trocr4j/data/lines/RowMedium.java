package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.SmoothField;
import io.github.trocr4j.image.Picture;
import java.util.SplittableRandom;

/** How a piece of paper becomes a picture. */
enum RowMedium {
    /** Uneven light, gray paper, blur, noise. */
    PHOTO,
    /** Even light, white paper, hardly any noise. */
    SCAN,
    /** Black and white only, as scans and fax have them. */
    BILEVEL,
    /** A drawing on a screen: even ink on even ground, light on dark as often as not. */
    SCREEN;

    private static final double LEAST_CONTRAST = 60;
    /** A pen whose line is finer than this, in pixels on each side, is lost too easily. */
    private static final double FINE = 1.1;

    /**
     * Takes the picture.
     *
     * @param shadow whether the light is uneven
     * @param textured whether the paper is coarse
     * @param lightInk whether it is light on dark
     */
    Picture picture(RowSheet sheet, boolean shadow, boolean textured, boolean lightInk, SplittableRandom random) {
        int width = sheet.width();
        int height = sheet.height();
        boolean even = this == SCREEN;
        boolean photo = this == PHOTO || (this == BILEVEL && random.nextDouble() < 0.3);
        double paper = even
                ? random.nextDouble() < 0.7 ? 255 : Seeds.between(225, 255, random)
                : photo ? Seeds.between(115, 245, random) : Seeds.between(215, 255, random);
        double darkest = even ? random.nextDouble() < 0.7 ? 0 : 70 : 0.62 * paper;
        boolean fine = sheet.penRadius() < FINE;
        double least = Math.max(LEAST_CONTRAST, (sheet.patterned() ? 0.6 : fine ? 0.4 : 0.3) * paper);
        double ink = Math.min(paper - least, darkest * random.nextDouble() + (even ? 0 : 5));
        double printInk = Math.min(paper - 40, Seeds.between(0, 0.6, random) * paper);
        double opacity = even ? 1 : Seeds.between(0.85, 1, random);
        float[] plane = new float[width * height];
        float[] covered = sheet.ink().coverage();
        float[] print = sheet.print();
        float[] grain = (this == PHOTO || this == SCAN) && random.nextDouble() < 0.25
                ? SmoothField.random(width, height, 2, Seeds.between(0.3, 0.9, random), random)
                : null; // pencil, dry pens
        for (int i = 0; i < plane.length; i++) {
            double level = paper + print[i] * (printInk - paper);
            double cover = opacity * covered[i];
            if (grain != null) {
                cover *= 1 - Math.max(0, grain[i]);
            }
            plane[i] = (float) (level + cover * (Math.min(ink, level) - level));
        }
        if (shadow) {
            shade(plane, width, height, random);
        }
        double contrast = paper - ink;
        if (textured) {
            int cell = Math.max(1, (int) (sheet.unit() * Seeds.between(0.04, 0.4, random)));
            add(plane, SmoothField.random(width, height, cell, Seeds.between(0.05, 0.3, random) * contrast, random));
        }
        double sharp = Math.min(80, height) / 60.0; // on a page as in a row
        double sigma = switch (this) {
            case PHOTO -> Seeds.between(0.3, random.nextDouble() < 0.2 ? 2.2 : 1.2, random);
            case SCAN -> Seeds.between(0, 1, random);
            case BILEVEL -> Seeds.between(0, 0.9, random);
            case SCREEN -> random.nextDouble() < 0.3 ? Seeds.between(0, 1.2, random) : 0;
        };
        sigma = this == BILEVEL && fine ? 0 : Math.min(sigma * sharp, 0.4 + 0.7 * sheet.penRadius());
        if (sigma > 0.25) {
            plane = PlaneEffects.blurred(plane, width, height, sigma);
        }
        double noise = switch (this) {
            case PHOTO -> Seeds.between(0, random.nextDouble() < 0.2 ? 0.12 : 0.05, random);
            case SCAN -> Seeds.between(0, 0.025, random);
            case BILEVEL -> Seeds.between(0, 0.1, random);
            case SCREEN -> 0;
        };
        if (noise > 0.004) {
            add(plane, PlaneEffects.noise(plane.length, noise * contrast, random));
        }
        double compressed = random.nextDouble();
        if (compressed < (this == PHOTO ? 0.45 : this == BILEVEL ? 0 : 0.2)) {
            JpegNoise.add(plane, width, height, Seeds.between(0.6, 4, random));
        }
        if (this == BILEVEL) {
            threshold(plane, width, height, paper, contrast, fine, random);
        }
        byte[] bytes = new byte[plane.length];
        for (int i = 0; i < bytes.length; i++) {
            float level = Math.max(0, Math.min(255, plane[i]));
            bytes[i] = (byte) (int) ((lightInk ? 255 - level : level) + 0.5f);
        }
        return Picture.gray(bytes, width, height);
    }

    /** Darkens towards one side, and sometimes behind the soft edge of a shadow. */
    private static void shade(float[] plane, int width, int height, SplittableRandom random) {
        double across = Seeds.between(-0.3, 0.3, random);
        double down = Seeds.between(-0.12, 0.12, random);
        boolean edge = random.nextDouble() < 0.4;
        double at = Seeds.between(0.1, 0.9, random) * width;
        double lean = Seeds.between(-1.2, 1.2, random);
        double soft = Seeds.between(0.05, 1, random) * height;
        double dark = edge ? Seeds.between(0.15, 0.45, random) * (random.nextDouble() < 0.5 ? 1 : -1) : 0;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                double light = 1
                        - Math.abs(across) / 2
                        + across * ((x + 0.5) / width - 0.5)
                        + down * ((double) y / height - 0.5);
                if (edge) {
                    double t = Math.max(-1, Math.min(1, (x - at + lean * y) / soft)) * Math.signum(dark);
                    light *= 1 - Math.abs(dark) * (0.5 + 0.75 * t - 0.25 * t * t * t);
                }
                plane[i] *= (float) light;
            }
        }
    }

    /** Makes it black and white, sometimes in coarser pixels. */
    private static void threshold(
            float[] plane,
            int width,
            int height,
            double paper,
            double contrast,
            boolean fine,
            SplittableRandom random) {
        float limit = (float)
                (paper - contrast * (fine ? Seeds.between(0.25, 0.45, random) : Seeds.between(0.35, 0.65, random)));
        boolean coarse = !fine && height >= 56 && random.nextDouble() < 0.35;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                int from = coarse ? y / 2 * 2 * width + x / 2 * 2 : i;
                // Of a coarse pixel, the first is done already.
                plane[i] = from == i ? plane[i] < limit ? 0 : 255 : plane[from];
            }
        }
    }

    private static void add(float[] plane, float[] field) {
        for (int i = 0; i < field.length; i++) {
            plane[i] += field[i];
        }
    }
}
