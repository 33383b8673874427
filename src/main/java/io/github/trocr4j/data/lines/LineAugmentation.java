package io.github.trocr4j.data.lines;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Random changes of a line of text in training: how it lies, how it was written, on what, and how it was photographed.
 * Works for dark ink on light paper and for light on dark, in gray and in colour, at any size. The text stays whole and
 * readable: the picture grows if the text would leave it, some of the contrast is kept, and what covers the text is
 * translucent.
 *
 * <p>Each strength is a bound; the actual change is drawn uniformly below it (geometry: of either sign). Changes other
 * than geometry and colours happen to every second picture each. Lengths are shares of the picture's shorter side,
 * usually its height, so that they do not depend on its resolution.
 *
 * @param unchanged share of pictures that stay as they are, 0 to 1
 * @param rotation degrees, 0 to 15; less for lines so long that they would become much higher
 * @param shear columns per row, 0 to 0.6
 * @param scale relative change of width and of height, 0 to 0.4
 * @param shift of the text, 0 to 0.3; the picture grows if needed, so that margins change
 * @param perspective relative change of size towards the edges, 0 to 0.2
 * @param elastic smooth displacement, 0 to 0.08
 * @param penWidth how far thicker strokes grow, where 1 is a 64th on each side, 0 to 1; they become half as much
 *     thinner
 * @param contrast share of the contrast that is lost, 0 to 0.9
 * @param ink change of the ink's colour as a share of the range, 0 to 1
 * @param paper change of the paper's colour as a share of the range, 0 to 1
 * @param shading darkening of light paper (lightening of dark paper) towards one side, as a share, 0 to 0.7
 * @param texture smooth stains of the paper as a share of the contrast, 0 to 0.6
 * @param occlusion share of pictures that have a ruled line or a few translucent patches over the text, 0 to 1
 * @param blur deviation of a Gaussian, 0 to 0.04
 * @param noise deviation of each pixel as a share of the contrast, 0 to 0.4
 */
public record LineAugmentation(
        double unchanged,
        double rotation,
        double shear,
        double scale,
        double shift,
        double perspective,
        double elastic,
        double penWidth,
        double contrast,
        double ink,
        double paper,
        double shading,
        double texture,
        double occlusion,
        double blur,
        double noise) {
    /** Changes nothing. */
    public static final LineAugmentation NONE = of(new double[Key.values().length]);

    /** Makes every second picture look clearly different, and none hard to read for a person. */
    public static final LineAugmentation DEFAULT = new LineAugmentation(
            0.1, 4, 0.3, 0.15, 0.1, 0.08, 0.03, 0.6, 0.5, 0.25, 0.25, 0.35, 0.25, 0.2, 0.015, 0.12);

    /** The keys in JSON, in the order of the components, with the largest value of each. The smallest is 0. */
    @SuppressWarnings("ImmutableEnumChecker") // the accessors of a record have no state
    private enum Key {
        UNCHANGED(1, LineAugmentation::unchanged),
        ROTATION(15, LineAugmentation::rotation),
        SHEAR(0.6, LineAugmentation::shear),
        SCALE(0.4, LineAugmentation::scale),
        SHIFT(0.3, LineAugmentation::shift),
        PERSPECTIVE(0.2, LineAugmentation::perspective),
        ELASTIC(0.08, LineAugmentation::elastic),
        PEN_WIDTH(1, LineAugmentation::penWidth),
        CONTRAST(0.9, LineAugmentation::contrast),
        INK(1, LineAugmentation::ink),
        PAPER(1, LineAugmentation::paper),
        SHADING(0.7, LineAugmentation::shading),
        TEXTURE(0.6, LineAugmentation::texture),
        OCCLUSION(1, LineAugmentation::occlusion),
        BLUR(0.04, LineAugmentation::blur),
        NOISE(0.4, LineAugmentation::noise);

        private final double largest;
        private final ToDoubleFunction<LineAugmentation> value;

        Key(double largest, ToDoubleFunction<LineAugmentation> value) {
            this.largest = largest;
            this.value = value;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        IllegalArgumentException wrong(Object found) {
            return new IllegalArgumentException(text() + ": expected a number from 0 to "
                    + BigDecimal.valueOf(largest).stripTrailingZeros().toPlainString() + ", found " + found);
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of range; the message begins with the JSON key
     */
    public LineAugmentation {
        require(Key.UNCHANGED, unchanged);
        require(Key.ROTATION, rotation);
        require(Key.SHEAR, shear);
        require(Key.SCALE, scale);
        require(Key.SHIFT, shift);
        require(Key.PERSPECTIVE, perspective);
        require(Key.ELASTIC, elastic);
        require(Key.PEN_WIDTH, penWidth);
        require(Key.CONTRAST, contrast);
        require(Key.INK, ink);
        require(Key.PAPER, paper);
        require(Key.SHADING, shading);
        require(Key.TEXTURE, texture);
        require(Key.OCCLUSION, occlusion);
        require(Key.BLUR, blur);
        require(Key.NOISE, noise);
    }

    private static void require(Key key, double value) {
        if (!(value >= 0 && value <= key.largest)) {
            throw key.wrong(value);
        }
    }

    /**
     * Reads the object that {@link #tree} returns.
     *
     * @throws IllegalArgumentException if it is not an object, lacks a key, has another one, or has a value out of
     *     range; the message begins with the key
     */
    public static LineAugmentation of(JsonValue tree) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException("expected an object of strengths, found " + tree);
        }
        for (String name : tree.members().keySet()) {
            if (Arrays.stream(Key.values()).noneMatch(key -> key.text().equals(name))) {
                throw new IllegalArgumentException(name + ": not known; expected "
                        + Arrays.stream(Key.values()).map(Key::text).collect(Collectors.joining(", ")));
            }
        }
        return of(Arrays.stream(Key.values())
                .mapToDouble(key -> {
                    JsonValue value = tree.path(key.text());
                    if (!value.isNumber()) {
                        throw key.wrong(value.isMissing() ? "nothing" : value);
                    }
                    return value.doubleValue();
                })
                .toArray());
    }

    private static LineAugmentation of(double[] v) {
        return new LineAugmentation(
                v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14], v[15]);
    }

    /** Returns the strengths as a JSON object, in the order of the components. */
    public JsonValue tree() {
        JsonObject tree = new JsonObject();
        for (Key key : Key.values()) {
            tree.put(key.text(), key.value.applyAsDouble(this));
        }
        return tree;
    }

    /**
     * Returns a changed picture, or the picture itself if nothing changes. A function of its arguments: the same
     * numbers give the same bytes on every platform.
     *
     * @param random source of all random numbers
     */
    public Picture apply(Picture picture, SplittableRandom random) {
        if (equals(NONE) || random.nextDouble() < unchanged) {
            return picture;
        }
        return new AugmentedLine(picture, this, random).picture();
    }
}
