package io.github.trocr4j.eval;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which readings to show to people. All methods return indices into the list, and the same ones for the same list. */
public final class ReadingSelection {
    private ReadingSelection() {}

    /**
     * The worst errors: the readings that are wrong, first those whose wrong digits the reader was surest of. What it
     * doubted does less harm than what it got wrong with certainty; such strips are also the ones that are mislabelled.
     *
     * @param count how many at most
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
     * Some right readings, then some wrong ones, each in the order of the list: half and half, but where there are too few
     * of one kind the other fills up. The shares shown are therefore not those of the list.
     *
     * @param count how many at most
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static List<Integer> mixed(List<ReadStrip> readings, int count) {
        requireCount(count);
        List<Integer> right = indices(readings, true).limit(count).toList();
        List<Integer> wrong = indices(readings, false).limit(count).toList();
        int rightShown = Math.min(right.size(), Math.max(count - count / 2, count - wrong.size()));
        int wrongShown = Math.min(wrong.size(), count - rightShown);
        return Stream.concat(right.stream().limit(rightShown), wrong.stream().limit(wrongShown))
                .toList();
    }

    private static Stream<Integer> indices(List<ReadStrip> readings, boolean exact) {
        return IntStream.range(0, readings.size())
                .filter(i -> readings.get(i).isExact() == exact)
                .boxed();
    }

    /** The highest confidence of a wrong digit; 0 where digits are missing and those that were read are right. */
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
