package io.github.trocr4j.image;

import io.github.trocr4j.image.Renderings.Light;

/** Strips on common kinds of pages. */
public final class Pages {
    public static final Light PAPER = Light.even(235, 30);
    public static final Light BLACKBOARD = Light.even(25, 220);
    public static final Light PENCIL = new Light(225, 150, 0, 0, 0, 3);
    public static final Light PHOTOGRAPH = new Light(190, 60, 0.4, -0.2, 0.4, 5);

    private Pages() {}

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
        return Renderings.margins(Renderings.scaled(strip, 2), 20, 15, 30, 25);
    }
}
