package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;
import java.util.List;
import java.util.Optional;

/**
 * A row of digits that was found in a gray picture, with one size of window.
 *
 * @param gray the picture
 * @param ink its ink
 * @param row the pieces of the row from left to right, at least one
 * @param all the union of the pieces
 * @param window size of the window for the paper's brightness, as a fraction of the shorter side
 */
record FoundRow(Picture gray, InkPlane ink, List<Blob> row, Blob all, double window) {
    /** Ink of less height or width, in pixels, cannot be read. */
    private static final int MIN_SIZE = 5;

    /** Twice the height of a digit that models see; higher resolution adds only noise. */
    private static final double TARGET_HEIGHT = 48;

    /** As a fraction of a digit's height. A digit fills less than half of such a window. */
    private static final double CLOSE_WINDOW = 1.6;

    /** Looks for a row of digits; empty if there is no writing. */
    static Optional<FoundRow> find(Picture gray, double window, int digits) {
        Optional<InkPlane> ink = InkPlane.of(gray.gray(), gray.width(), gray.height(), window);
        if (ink.isEmpty()) {
            return Optional.empty();
        }
        List<Blob> row = DigitRow.of(Blob.allOf(ink.get()), gray.width(), gray.height(), digits);
        return row.stream()
                .reduce(Blob::union)
                .filter(all -> Math.max(all.width(), all.height()) >= MIN_SIZE)
                .map(all -> new FoundRow(gray, ink.get(), row, all, window));
    }

    /**
     * Searches again, now that the digits' size is known: with windows that fit it, and in a reduced picture, which
     * removes noise. Empty if that would change little, or finds nothing.
     */
    Optional<FoundRow> closer(int digits) {
        double size = size();
        double fitting = CLOSE_WINDOW * size / Math.min(gray.width(), gray.height());
        if (fitting > 0.8 * window) {
            return Optional.empty();
        }
        return find(reduced(gray, Math.min(1, TARGET_HEIGHT / size)), fitting, digits);
    }

    /** Returns the height of a digit in pixels. */
    double size() {
        return row.stream()
                .mapToInt(Blob::height)
                .sorted()
                .skip(row.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Shrinks a gray picture; never enlarges it. */
    static Picture reduced(Picture picture, double scale) {
        if (scale >= 1) {
            return Picture.gray(picture.gray(), picture.width(), picture.height());
        }
        int width = Math.max(1, (int) (picture.width() * scale));
        int height = Math.max(1, (int) (picture.height() * scale));
        return Picture.gray(
                PillowResampler.resize(
                        picture.gray(), picture.width(), picture.height(), width, height, Resampling.BICUBIC),
                width,
                height);
    }
}
