package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.SmoothField;
import io.github.trocr4j.image.Picture;
import java.util.SplittableRandom;

/** One picture on its way through {@link LineAugmentation}; the constructor applies all changes. */
final class AugmentedLine {
    private static final int CHANNELS = 3;
    /** Contrast that recolouring leaves, if the picture had it, in gray levels. */
    private static final double KEPT_CONTRAST = 70;

    private final LineAugmentation strengths;
    private final SplittableRandom random;
    private final InkAndPaper writing;
    private final float[][] planes;
    private final int width;
    private final int height;
    private final int shorter;
    /** Colours after recolouring, by channel. */
    private final double[] ink;

    private final double[] paper;

    AugmentedLine(Picture picture, LineAugmentation strengths, SplittableRandom random) {
        this.strengths = strengths;
        this.random = random;
        writing = InkAndPaper.of(picture);
        LineWarp warp = new LineWarp(picture.width(), picture.height(), writing, strengths, random);
        width = warp.width();
        height = warp.height();
        shorter = Math.min(picture.width(), picture.height());
        planes = new float[picture.isGray() ? 1 : CHANNELS][];
        for (int c = 0; c < planes.length; c++) {
            planes[c] = warp.apply(picture.plane(c), writing.paper()[c]);
        }
        ink = new double[planes.length];
        paper = new double[planes.length];
        changePen();
        recolour();
        shade();
        stain();
        cover();
        blur();
        addNoise();
    }

    Picture picture() {
        byte[][] bytes = new byte[planes.length][width * height];
        for (int c = 0; c < planes.length; c++) {
            for (int i = 0; i < bytes[c].length; i++) {
                bytes[c][i] = (byte) (int) (Math.max(0, Math.min(255, planes[c][i])) + 0.5f);
            }
        }
        return planes.length == 1
                ? Picture.gray(bytes[0], width, height)
                : Picture.rgb(bytes[0], bytes[1], bytes[2], width, height);
    }

    /** Draws the strength of a change that happens to every second picture; 0 for the others. */
    private double sometimes(double strength) {
        return random.nextDouble() < 0.5 ? 0 : strength * random.nextDouble();
    }

    private void changePen() {
        double drawn = Seeds.between(-0.5, 1, random) * strengths.penWidth();
        if (drawn == 0) {
            return;
        }
        double distance = shorter / 64.0;
        int pixels = Math.max(1, (int) Math.rint(distance));
        float share = (float) Math.min(1, Math.abs(drawn) * Math.min(1, distance * 1.5));
        for (int c = 0; c < planes.length; c++) {
            boolean lightInk = writing.ink()[c] > writing.paper()[c];
            planes[c] = PlaneEffects.spread(planes[c], width, height, pixels, share, lightInk == drawn > 0);
        }
    }

    /** Maps the colours of ink and paper to new ones, and what lies between linearly. */
    private void recolour() {
        double lost = random.nextDouble() * strengths.contrast();
        double inkGray = Seeds.between(-1, 1, random) * strengths.ink();
        double paperGray = Seeds.between(-1, 1, random) * strengths.paper();
        for (int c = 0; c < planes.length; c++) {
            int oldInk = writing.ink()[c];
            int oldPaper = writing.paper()[c];
            // Mostly lighter or darker, a little to another hue.
            double tint = planes.length == 1 ? 0 : 0.4;
            double inkChange = inkGray + tint * Seeds.between(-1, 1, random) * strengths.ink();
            double paperChange = paperGray + tint * Seeds.between(-1, 1, random) * strengths.paper();
            paper[c] = clamped(oldPaper + 255 * paperChange);
            ink[c] = clamped(oldInk + 255 * inkChange);
            ink[c] += lost * (paper[c] - ink[c]);
            int old = oldInk - oldPaper;
            double sign = Math.signum(old);
            double least = Math.min(Math.abs(old), KEPT_CONTRAST);
            if (sign * (ink[c] - paper[c]) < least) {
                ink[c] = clamped(paper[c] + sign * least);
                paper[c] = ink[c] - sign * least;
            }
            // A channel without contrast only moves with its paper.
            double factor = Math.abs(old) < 8 ? 1 : (ink[c] - paper[c]) / old;
            if (factor != 1 || paper[c] != oldPaper) {
                float[] plane = planes[c];
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = (float) Math.max(0, Math.min(255, paper[c] + factor * (plane[i] - oldPaper)));
                }
            }
        }
    }

    private static double clamped(double level) {
        return Math.max(0, Math.min(255, level));
    }

    /** Returns the difference between ink and paper after recolouring. */
    private double contrast() {
        if (writing.ink() == writing.paper()) {
            return KEPT_CONTRAST;
        }
        double sum = 0;
        for (int c = 0; c < planes.length; c++) {
            sum += Math.abs(ink[c] - paper[c]);
        }
        return sum / planes.length;
    }

    private boolean lightPaper() {
        double sum = 0;
        for (double level : paper) {
            sum += level;
        }
        return sum >= 127.5 * paper.length;
    }

    private void shade() {
        double strength = sometimes(strengths.shading());
        double across = Seeds.between(-1, 1, random);
        double down = (random.nextDouble() < 0.5 ? -1 : 1) * (1 - Math.abs(across));
        if (strength == 0) {
            return;
        }
        boolean light = lightPaper();
        for (float[] plane : planes) {
            for (int y = 0, i = 0; y < height; y++) {
                float row = (float) (strength * (0.5 + down * ((y + 0.5) / height - 0.5) - across * 0.5));
                float step = (float) (strength * across / width);
                for (int x = 0; x < width; x++, i++) {
                    float dark = row + (x + 0.5f) * step;
                    plane[i] -= dark * (light ? plane[i] : plane[i] - 255);
                }
            }
        }
    }

    private void stain() {
        double strength = sometimes(strengths.texture());
        if (strength == 0) {
            return;
        }
        int cell = Math.max(2, (int) Math.rint(shorter * Seeds.between(0.04, 0.3, random)));
        float[] stains = SmoothField.random(width, height, cell, strength * contrast(), random);
        add(stains);
    }

    private void add(float[] field) {
        for (float[] plane : planes) {
            for (int i = 0; i < field.length; i++) {
                plane[i] += field[i];
            }
        }
    }

    private void cover() {
        if (random.nextDouble() >= strengths.occlusion()) {
            return;
        }
        if (random.nextDouble() < 0.5) {
            int thickness = Math.max(1, (int) Math.rint(shorter * Seeds.between(0.01, 0.035, random)));
            int top = (int) (random.nextDouble() * Math.max(1, height - thickness));
            patch(0, top, width, Math.min(height, top + thickness), Seeds.between(0.3, 0.7, random), 0.8);
            return;
        }
        int patches = 1 + (int) (random.nextDouble() * 4);
        for (int i = 0; i < patches; i++) {
            int wide = Math.max(1, (int) Math.rint(shorter * Seeds.between(0.05, 0.25, random)));
            int high = Math.max(1, (int) Math.rint(shorter * Seeds.between(0.05, 0.25, random)));
            int left = (int) (random.nextDouble() * width);
            int top = (int) (random.nextDouble() * height);
            patch(
                    left,
                    top,
                    Math.min(width, left + wide),
                    Math.min(height, top + high),
                    Seeds.between(0, 1, random),
                    Seeds.between(0.2, 0.6, random));
        }
    }

    /** Mixes in a colour between the paper, 0, and the ink, 1. */
    private void patch(int left, int top, int right, int bottom, double inkiness, double opacity) {
        for (int c = 0; c < planes.length; c++) {
            float colour = (float) (paper[c] + inkiness * (ink[c] - paper[c]));
            PlaneEffects.patch(planes[c], width, left, top, right, bottom, colour, (float) opacity);
        }
    }

    private void blur() {
        double sigma = sometimes(strengths.blur()) * shorter;
        // Below this, nothing would be seen.
        if (sigma < 0.2) {
            return;
        }
        for (int c = 0; c < planes.length; c++) {
            planes[c] = PlaneEffects.blurred(planes[c], width, height, sigma);
        }
    }

    private void addNoise() {
        double deviation = sometimes(strengths.noise()) * contrast();
        if (deviation > 0) {
            add(PlaneEffects.noise(width * height, deviation, random));
        }
    }
}
