package io.github.trocr4j.image.row;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the row of digits in any picture (dark on light or light on dark, with margins, specks, a frame, uneven light)
 * and converts it to the form that models are trained on: white on black, 28 rows, 28 columns per digit.
 *
 * <p>If the digits can be told apart, each is placed as in MNIST, with its longer side 20 pixels and its centre of mass
 * in the middle. Otherwise the picture is cropped to the ink and keeps its aspect ratio. A picture that already has
 * that form, at any size, is returned unchanged. The digits of a sloping row are turned back; this is tested up to 25
 * degrees. Rows steeper than 31 degrees are not turned.
 */
public final class StripFinder {
    /** Larger pictures are reduced first, which also removes noise. */
    private static final int MAX_SIDE = 1600;

    /**
     * Window sizes for the paper's brightness, as fractions of the shorter side: a tight strip needs the space around
     * its digits, a photograph with much paper and uneven light a smaller window.
     */
    private static final double[] WINDOWS = {0.7, 0.35, 0.2};

    private StripFinder() {}

    /**
     * Finds the strip in a picture.
     *
     * @param picture of any size, gray or colour
     * @param digits number of digits that the model reads, such as 5
     * @return the picture itself if it already has the form; otherwise a gray one, 28 rows by 28 * digits columns;
     *     empty if no ink stands out from the paper
     * @throws IllegalArgumentException if {@code digits} is not positive
     */
    public static Optional<Picture> find(Picture picture, int digits) {
        if (digits < 1) {
            throw new IllegalArgumentException("digits should be positive, but is " + digits);
        }
        if (TrainedForm.matches(picture.gray(), picture.width(), picture.height(), digits)) {
            return Optional.of(picture);
        }
        Picture working = FoundRow.reduced(picture, (double) MAX_SIDE / Math.max(picture.width(), picture.height()));
        Optional<Picture> cropped = Optional.empty();
        for (double window : WINDOWS) {
            Optional<FoundRow> found = FoundRow.find(working, window, digits);
            if (found.isEmpty()) {
                continue;
            }
            InkPlane ink = found.get().ink();
            if (TrainedForm.matches(ink.values(), ink.width(), ink.height(), digits)) {
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

    /** Places each digit in its own box. */
    private static Picture placed(FoundRow found) {
        List<Blob> row = found.row();
        InkPlane ink = found.ink();
        int[] owners = owners(found);
        byte[] strip = new byte[TrainedForm.SIDE * TrainedForm.SIDE * row.size()];
        double slope = Tilt.slope(row, found.size());
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
                    : Tilt.turnBack(digit, blob.width(), blob.height(), slope);
            TrainedForm.place(upright.gray(), upright.width(), upright.height(), strip, i);
        }
        return Picture.gray(strip, TrainedForm.SIDE * row.size(), TrainedForm.SIDE);
    }

    /**
     * Places the ink in the middle of a strip, scaled to the height of a digit or, if that is smaller, to the width of
     * the strip.
     */
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
