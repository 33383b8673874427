package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.HandwrittenLine;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.image.Picture;
import java.util.SplittableRandom;

/**
 * Generates labelled lines: {@link HandwrittenLine} in dark ink on light paper, like crops of scanned forms. Paper,
 * ink, light and noise vary; some lines are in colour, some papers are ruled. A line depends on the seed and its index
 * only, and has the same pixels on every platform.
 *
 * @param alphabet the characters of the texts, each as likely as another
 * @param minLength the least number of characters of a text
 * @param maxLength the largest
 * @param seed where all lines come from
 */
public record GeneratedLines(String alphabet, int minLength, int maxLength, long seed) {
    /** The largest length that is allowed. */
    public static final int MAX_LENGTH = 100;

    private static final double GRAY = 2.0 / 3;
    private static final double RULED = 0.25;

    /**
     * A line.
     *
     * @param text what is written
     * @param picture the crop
     */
    public record Line(String text, Picture picture) {}

    /**
     * Checks the alphabet and the lengths.
     *
     * @throws IllegalArgumentException one sentence, if a character cannot be drawn or is there twice, or if there is
     *     none besides the space
     */
    public GeneratedLines {
        for (int character : alphabet.codePoints().toArray()) {
            if (HandwrittenLine.CHARACTERS.indexOf(character) < 0) {
                throw new IllegalArgumentException("expected characters of \"" + HandwrittenLine.CHARACTERS
                        + "\", which can be drawn, found " + LineDataException.shown(Character.toString(character))
                        + " (" + LineDataException.codePoint(character) + ")");
            }
            if (alphabet.indexOf(character) != alphabet.lastIndexOf(character)) {
                throw new IllegalArgumentException(
                        "expected each character once, found \"" + Character.toString(character) + "\" twice");
            }
        }
        if (alphabet.isBlank()) {
            throw new IllegalArgumentException("expected characters of \"" + HandwrittenLine.CHARACTERS
                    + "\", not only a space, found \"" + alphabet + "\"");
        }
        if (minLength < 1 || maxLength < minLength || maxLength > MAX_LENGTH) {
            throw new IllegalArgumentException("expected lengths from 1 to " + MAX_LENGTH + ", the lesser first, found "
                    + minLength + " to " + maxLength);
        }
    }

    /** Draws a line. */
    public Line line(long index) {
        SplittableRandom random = Seeds.random(seed, index);
        String text = new GeneratedTexts(alphabet, minLength, maxLength).draw(random);
        HandwrittenLine written = HandwrittenLine.write(text, random);
        return new Line(text, scanned(written, random));
    }

    private static Picture scanned(HandwrittenLine written, SplittableRandom random) {
        boolean gray = random.nextDouble() < GRAY;
        double[] ink = gray ? new double[] {Seeds.between(5, 100, random)} : colouredInk(random);
        double[] paper = gray ? new double[] {Seeds.between(195, 250, random)} : colouredPaper(random);
        float[] light = light(written, random);
        if (random.nextDouble() < RULED) {
            rule(light, written, random);
        }
        double opacity = Seeds.between(0.85, 1, random);
        double noise = Seeds.between(0.5, 3, random);
        int width = written.width();
        byte[][] planes = new byte[ink.length][light.length];
        for (int i = 0; i < light.length; i++) {
            double covered = opacity * written.coverage()[i];
            double grain = noise * (random.nextDouble() + random.nextDouble() - 1);
            for (int p = 0; p < planes.length; p++) {
                double value = light[i] * (paper[p] + covered * (ink[p] - paper[p])) + grain;
                planes[p][i] = (byte) (int) Math.min(255, Math.max(0, value + 0.5));
            }
        }
        return gray
                ? Picture.gray(planes[0], width, written.height())
                : Picture.rgb(planes[0], planes[1], planes[2], width, written.height());
    }

    /** Blue or black, in many shades. */
    private static double[] colouredInk(SplittableRandom random) {
        double dark = Seeds.between(10, 70, random);
        double blue = random.nextDouble() < 0.6 ? Seeds.between(50, 110, random) : Seeds.between(-5, 10, random);
        return new double[] {dark, dark + 0.25 * blue, dark + blue};
    }

    /** White to cream. */
    private static double[] colouredPaper(SplittableRandom random) {
        double bright = Seeds.between(205, 250, random);
        double cream = Seeds.between(0, 22, random);
        return new double[] {bright, bright - 0.3 * cream, bright - cream};
    }

    /** Returns how bright each pixel of the paper is: a slope of a few percent from one edge to the other. */
    private static float[] light(HandwrittenLine written, SplittableRandom random) {
        double byX = Seeds.between(-0.08, 0.08, random) / written.width();
        double byY = Seeds.between(-0.05, 0.05, random) / written.height();
        float[] light = new float[written.width() * written.height()];
        for (int y = 0; y < written.height(); y++) {
            for (int x = 0; x < written.width(); x++) {
                light[y * written.width() + x] =
                        (float) (1 + byX * (x - written.width() / 2.0) + byY * (y - written.height() / 2.0));
            }
        }
        return light;
    }

    /** Draws the faint printed line on which a form is filled in. */
    private static void rule(float[] light, HandwrittenLine written, SplittableRandom random) {
        double left = written.baseLine() + written.digitHeight() * Seeds.between(0.08, 0.22, random);
        double slope = 0.004 * Seeds.bell(random);
        double half = Seeds.between(0.5, 1, random);
        double dark = Seeds.between(0.12, 0.35, random);
        for (int x = 0; x < written.width(); x++) {
            double middle = left + slope * x;
            for (int y = (int) (middle - half - 1); y <= middle + half + 1; y++) {
                double covered = Math.min(1, half + 0.5 - Math.abs(y + 0.5 - middle));
                if (y >= 0 && y < written.height() && covered > 0) {
                    light[y * written.width() + x] *= (float) (1 - dark * covered);
                }
            }
        }
    }
}
