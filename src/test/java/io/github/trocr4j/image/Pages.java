package io.github.trocr4j.image;

import io.github.trocr4j.image.Renderings.Light;

/** Strips on common kinds of pages. */
public final class Pages {
    public static final Light PAPER = Light.even(235, 30);
    public static final Light BLACKBOARD = Light.even(25, 220);
    public static final Light PENCIL = new Light(225, 150, 0, 0, 0, 3);
    public static final Light PHOTOGRAPH = new Light(190, 60, 0.4, -0.2, 0.4, 5);

    /** Where the first strip of a {@link #column} begins on a {@link #page}, and how far it is to the next one. */
    public static final int COLUMN_LEFT = 20;

    public static final int COLUMN_TOP = 15;
    public static final int COLUMN_STEP = 80;

    private Pages() {}

    /** Clear digits in a column of numbers, white on black. */
    public static Picture column(String... numbers) {
        int step = COLUMN_STEP / 2;
        int width = 0;
        for (String number : numbers) {
            width = Math.max(width, ClearDigits.strip(number).width());
        }
        byte[] plane = new byte[width * step * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            Picture strip = ClearDigits.strip(numbers[i]);
            byte[] from = strip.gray();
            for (int y = 0; y < strip.height(); y++) {
                System.arraycopy(from, y * strip.width(), plane, (i * step + y) * width, strip.width());
            }
        }
        return Picture.gray(plane, width, step * numbers.length);
    }

    /** Dark ink on light paper with a margin. */
    public static Picture page(Picture strip) {
        return Renderings.seen(inMargins(strip), PAPER);
    }

    /** Black on almost black: unreadable unless the background, 40, is treated as transparent. */
    public static Picture night(Picture strip) {
        return Renderings.seen(inMargins(strip), Light.even(40, 0));
    }

    /** Blue ink on off-white paper. */
    public static Picture blue(Picture strip) {
        return Renderings.coloured(page(strip), new int[] {255, 250, 240}, new int[] {20, 40, 150});
    }

    /** Red ink on yellow paper. */
    public static Picture redOnYellow(Picture strip) {
        return Renderings.coloured(page(strip), new int[] {255, 240, 170}, new int[] {190, 30, 40});
    }

    /** Ink with wide margins. */
    public static Picture roomy(Picture ink) {
        return Renderings.margins(ink, 60, 60, 60, 60);
    }

    /** A field of a form. */
    public static Picture field(Picture ink) {
        return Renderings.framed(roomy(ink), 20);
    }

    private static Picture inMargins(Picture strip) {
        return Renderings.margins(Renderings.scaled(strip, 2), COLUMN_LEFT, COLUMN_TOP, 30, 25);
    }
}
