package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;
import java.util.List;
import java.util.Optional;

/**
 * The row of digits as it was found in a gray picture with one size of window.
 *
 * @param gray the picture
 * @param ink its writing
 * @param row the pieces of the row of digits from left to right, at least one
 * @param all the pieces as one
 * @param window how far around the paper's brightness was looked for, as a part of the shorter side
 */
record FoundRow(Picture gray, InkPlane ink, List<Blob> row, Blob all, double window) {
    /** Nothing of fewer pixels' height or width can be read. */
    private static final int LEAST_SIZE = 5;

    /** Twice what models see of a digit; more is noise. */
    private static final double ENOUGH = 48;

    /** As a part of a digit's height; a digit fills less than half of such a window. */
    private static final double CLOSE = 1.6;

    /** Looks for so many digits; empty if there is no writing. */
    static Optional<FoundRow> at(Picture gray, double window, int digits) {
        Optional<InkPlane> ink = InkPlane.of(gray.gray(), gray.width(), gray.height(), window);
        if (ink.isEmpty()) {
            return Optional.empty();
        }
        List<Blob> row = DigitRow.of(Blob.allOf(ink.get()), gray.width(), gray.height(), digits);
        return row.stream()
                .reduce(Blob::with)
                .filter(all -> Math.max(all.width(), all.height()) >= LEAST_SIZE)
                .map(all -> new FoundRow(gray, ink.get(), row, all, window));
    }

    /**
     * The same row seen again, now that the size of its digits is known: with windows that fit them, and no larger than
     * needed, which takes noise away. Empty if that changes little, or finds nothing.
     */
    Optional<FoundRow> closer(int digits) {
        double size = size();
        double fitting = CLOSE * size / Math.min(gray.width(), gray.height());
        if (fitting > 0.8 * window) {
            return Optional.empty();
        }
        return at(reduced(gray, Math.min(1, ENOUGH / size)), fitting, digits);
    }

    /** The height of a digit. */
    double size() {
        return row.stream()
                .mapToInt(Blob::height)
                .sorted()
                .skip(row.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** A gray picture of another size, up to the same. */
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
