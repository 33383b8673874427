package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.report.ReadingsPicture;
import io.github.trocr4j.report.ShownStrips;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes pictures of strips and their readings. */
public final class EvaluationPictures {
    private static final int MAX_ERRORS = 24;
    private static final int MIXED = 20;
    private static final int WITH_ATTENTION = 8;

    private EvaluationPictures() {}

    /**
     * Writes a PNG of the errors with the highest confidence, replacing an existing file.
     *
     * @return false if there are no errors; an existing picture is then deleted
     */
    public static boolean writeErrors(Path file, EvaluationResult result) throws IOException {
        List<ShownStrips.PicturedReading> worst = worst(result);
        if (worst.isEmpty()) {
            Files.deleteIfExists(file);
            return false;
        }
        String title = String.format(
                Locale.ROOT,
                "%,d of %,d strips read exactly; the worst errors; %s",
                result.metrics().exact().hits(),
                result.metrics().strips(),
                result.digits());
        Files.write(file, ReadingsPicture.png(title, worst));
        return true;
    }

    /** Returns a PNG of some correct and some wrong readings. */
    static byte[] mixed(EvaluationResult result) throws IOException {
        String title = String.format(
                Locale.ROOT,
                "%,d of %,d strips read exactly; digits: %s",
                result.metrics().exact().hits(),
                result.metrics().strips(),
                result.digits());
        return ReadingsPicture.png(title, pictured(ReadingSelection.mixed(result.readings(), MIXED), result));
    }

    /**
     * Selects the strips for the page of a run: the worst errors, and strips with the decoder's attention.
     *
     * @param reader the reader of the strips
     */
    static ShownStrips shown(EvaluationResult result, LineReader reader) {
        List<ShownStrips.PicturedReading> some =
                pictured(ReadingSelection.mixed(result.readings(), WITH_ATTENTION), result);
        return new ShownStrips(worst(result), attention(reader, some));
    }

    private static List<ShownStrips.AttendedStrip> attention(
            LineReader reader, List<ShownStrips.PicturedReading> strips) {
        List<ShownStrips.AttendedStrip> attended = new ArrayList<>();
        for (ShownStrips.PicturedReading strip : strips) {
            AttentionMaps map = reader.attend(Picture.gray(strip.pixels(), strip.width(), strip.height()))
                    .attention();
            attended.add(new ShownStrips.AttendedStrip(strip, map.rows(), map.columns(), map.weights()));
        }
        return attended;
    }

    private static List<ShownStrips.PicturedReading> worst(EvaluationResult result) {
        return pictured(ReadingSelection.worst(result.readings(), MAX_ERRORS), result);
    }

    private static List<ShownStrips.PicturedReading> pictured(List<Integer> some, EvaluationResult result) {
        return some.stream()
                .map(i -> new ShownStrips.PicturedReading(
                        result.strips().get(i).pixels(),
                        Strip.WIDTH,
                        Strip.HEIGHT,
                        result.readings().get(i)))
                .toList();
    }

    /** Encodes a strip as a PNG file, 140x28, 8-bit grey. */
    public static byte[] png(Strip strip) throws IOException {
        BufferedImage image = new BufferedImage(Strip.WIDTH, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, Strip.WIDTH, Strip.HEIGHT, strip.pixels());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Selects readings to show. The methods return indices into the list and are deterministic. */
    public static final class ReadingSelection {
        private ReadingSelection() {}

        /**
         * Returns the worst errors: wrong readings, in descending order of the confidence of their wrong digits.
         * Confident errors do the most harm, and often reveal mislabelled strips.
         *
         * @param count the most indices to return
         * @throws IllegalArgumentException if {@code count} is negative
         */
        public static List<Integer> worst(List<ReadStrip> readings, int count) {
            requireCount(count);
            return indices(readings, false)
                    .sorted(Comparator.comparingDouble((Integer i) -> -confidenceInError(readings.get(i)))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(count)
                    .toList();
        }

        /**
         * Returns some correct readings, then some wrong ones, each in the order of the list. Half are of each kind; if
         * there are too few of one kind, the other fills up. The proportions are therefore not those of the list.
         *
         * @param count the most indices to return
         * @throws IllegalArgumentException if {@code count} is negative
         */
        public static List<Integer> mixed(List<ReadStrip> readings, int count) {
            requireCount(count);
            return mixed(
                    indices(readings, true).limit(count).toList(),
                    indices(readings, false).limit(count).toList(),
                    count);
        }

        /** As above, of these readings. */
        static List<Integer> mixed(List<Integer> right, List<Integer> wrong, int count) {
            int rightShown = Math.min(right.size(), Math.max(count - count / 2, count - wrong.size()));
            int wrongShown = Math.min(wrong.size(), count - rightShown);
            return Stream.concat(
                            right.stream().limit(rightShown), wrong.stream().limit(wrongShown))
                    .toList();
        }

        private static Stream<Integer> indices(List<ReadStrip> readings, boolean exact) {
            return IntStream.range(0, readings.size())
                    .filter(i -> readings.get(i).isExact() == exact)
                    .boxed();
        }

        /**
         * Returns the highest confidence of a wrong digit; 0 if digits are missing and those that were read are
         * correct.
         */
        private static double confidenceInError(ReadStrip strip) {
            float[] confidences = strip.confidences();
            return IntStream.range(0, confidences.length)
                    .filter(i -> !strip.isRight(i))
                    .mapToDouble(i -> confidences[i])
                    .max()
                    .orElse(0);
        }

        private static void requireCount(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("count is negative: " + count);
            }
        }
    }
}
