package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the row of digits in a picture as it comes (dark on light or light on dark, with margins, specks, a frame, uneven
 * light) and brings it to the form that models are trained on: white on black, 28 rows, 28 columns a digit.
 *
 * <p>Where the digits can be told apart, each is placed as MNIST's were, its longer side 20 pixels, its centre of mass in
 * the middle. Where they cannot, the picture is cut to the ink, its aspect kept. A picture that has that form already, at
 * any size, stays as it is. Digits of a row that rises or falls by up to some thirty degrees are turned back.
 */
public final class StripFinder {
    /** Larger pictures are made smaller first, which also takes noise away. */
    private static final int LONGEST = 1600;

    /**
     * How far around a place the paper's brightness is looked for, as parts of the shorter side: a tight strip needs the
     * space around its digits, a photograph with much paper and uneven light is better served by less.
     */
    private static final double[] WINDOWS = {0.7, 0.35, 0.2};

    private StripFinder() {}

    /**
     * The strip in a picture.
     *
     * @param picture in any size, gray or colour
     * @param digits how many digits the model reads, such as 5
     * @return the picture itself if it has the form already; else a gray one, 28 high and 28 * digits wide; empty if no
     *     writing stands out from the paper
     */
    public static Optional<Picture> find(Picture picture, int digits) {
        if (digits < 1) {
            throw new IllegalArgumentException("digits should be positive, but is " + digits);
        }
        if (TrainedForm.is(picture.gray(), picture.width(), picture.height(), digits)) {
            return Optional.of(picture);
        }
        Picture working = FoundRow.reduced(picture, (double) LONGEST / Math.max(picture.width(), picture.height()));
        Optional<Picture> cropped = Optional.empty();
        for (double window : WINDOWS) {
            Optional<FoundRow> found = FoundRow.at(working, window, digits);
            if (found.isEmpty()) {
                continue;
            }
            InkPlane ink = found.get().ink();
            if (TrainedForm.is(ink.values(), ink.width(), ink.height(), digits)) {
                return Optional.of(Picture.gray(ink.values(), ink.width(), ink.height()));
            }
            Optional<FoundRow> closer = found.get().closer(digits);
            Optional<FoundRow> apart = Stream.concat(closer.stream(), found.stream())
                    .filter(row -> row.row().size() == digits)
                    .findFirst();
            if (apart.isPresent()) {
                return Optional.of(placed(apart.get()));
            }
            if (cropped.isEmpty()) {
                cropped = Optional.of(cropped(closer.orElse(found.get()), digits));
            }
        }
        return cropped;
    }

    /** Each digit in a box of its own. */
    private static Picture placed(FoundRow found) {
        List<Blob> row = found.row();
        InkPlane ink = found.ink();
        int[] owners = owners(found);
        byte[] strip = new byte[TrainedForm.SIDE * TrainedForm.SIDE * row.size()];
        double slope = Tilt.of(row, found.size());
        for (int i = 0; i < row.size(); i++) {
            Blob blob = row.get(i);
            byte[] digit = new byte[blob.width() * blob.height()];
            for (int y = 0; y < blob.height(); y++) {
                for (int x = 0; x < blob.width(); x++) {
                    int pixel = (blob.top() + y) * ink.width() + blob.left() + x;
                    digit[y * blob.width() + x] = owners[pixel] == i + 1 ? ink.values()[pixel] : 0;
                }
            }
            Picture upright = slope == 0
                    ? Picture.gray(digit, blob.width(), blob.height())
                    : Tilt.back(digit, blob.width(), blob.height(), slope);
            TrainedForm.place(upright.gray(), upright.width(), upright.height(), strip, i);
        }
        return Picture.gray(strip, TrainedForm.SIDE * row.size(), TrainedForm.SIDE);
    }

    /** The ink in the middle of a strip, as large as it may be: the height of a digit, or the width of the row. */
    private static Picture cropped(FoundRow found, int digits) {
        Blob all = found.all();
        InkPlane ink = found.ink();
        int[] owners = owners(found);
        double side = TrainedForm.SIDE;
        double margin = side - TrainedForm.INNER;
        double height =
                Math.max(all.height() * side / TrainedForm.INNER, all.width() * side / (side * digits - margin));
        int rows = (int) Math.ceil(height);
        int columns = rows * digits;
        int left = (columns - all.width()) / 2;
        int top = (rows - all.height()) / 2;
        byte[] crop = new byte[rows * columns];
        for (int y = all.top(); y < all.bottom(); y++) {
            for (int x = all.left(); x < all.right(); x++) {
                int pixel = y * ink.width() + x;
                crop[(top + y - all.top()) * columns + left + x - all.left()] =
                        owners[pixel] > 0 ? ink.values()[pixel] : 0;
            }
        }
        int width = TrainedForm.SIDE * digits;
        return Picture.gray(
                PillowResampler.resize(crop, columns, rows, width, TrainedForm.SIDE, Resampling.BICUBIC),
                width,
                TrainedForm.SIDE);
    }

    private static int[] owners(FoundRow found) {
        return Blob.owners(found.row(), found.ink(), Math.max(1, found.all().height() / 14));
    }
}
