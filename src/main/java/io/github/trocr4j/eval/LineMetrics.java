package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The metrics of readings of lines of text. Texts are compared as {@link LineReading} describes.
 *
 * <p>The error rates are those of jiwer 4 for texts in NFC with single spaces between words. HuggingFace's
 * {@code evaluate} calls jiwer, and Calamari's evaluation divides the same sums. Case, punctuation and spaces within a
 * line count.
 *
 * @param exact the lines read without an error
 * @param cer the character error rate
 * @param wer the word error rate; words are separated by white space
 * @param byLength the lines grouped by the number of expected characters, from short to long, without empty groups
 * @param confusions the characters misread, the most frequent first, found by alignment and not by position; their
 *     counts add up to the edits of {@code cer}
 * @param calibration how well the confidences of lines match the share of exact lines
 */
public record LineMetrics(
        Proportion exact,
        ErrorRate cer,
        ErrorRate wer,
        List<LengthClass> byLength,
        List<Confusion> confusions,
        Calibration calibration)
        implements Score {
    private static final int RESAMPLES = 1000;

    /**
     * The number of edits per expected symbol: {@code (S + D + I) / N}, where S symbols were replaced, D deleted and I
     * inserted, summed over all lines, and N is the number of expected symbols of all lines (a micro average). It
     * exceeds 1 if many more symbols were read than expected. An empty expected text adds the symbols read to I and 0
     * to N. If N is 0, the rate is the number of edits, as in jiwer 4.
     *
     * @param edits S + D + I, the sum of the Levenshtein distances
     * @param length N
     * @param low95 the lower end of the 95 % interval, from a percentile bootstrap over lines with 1,000 samples (B.
     *     Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; M. Bisani and H. Ney,
     *     "Bootstrap estimates for confidence intervals in ASR performance evaluation", ICASSP 2004). If there are no
     *     edits, the interval is 0 to 0, which is too narrow; use that of {@link LineMetrics#exact} then
     * @param high95 the upper end of the interval
     */
    public record ErrorRate(long edits, long length, double low95, double high95) {
        /** Returns the edits per expected symbol. */
        public double value() {
            return rate(edits, length);
        }
    }

    /**
     * Lines of similar length. The limits do not depend on the data, so runs can be compared: one length per group up
     * to 20 characters, then groups of 10 up to 100, of 100 up to 1,000, and of 1,000.
     *
     * @param from the smallest number of expected characters
     * @param to the largest number of expected characters, inclusive
     * @param exact the lines read without an error
     * @param edits the sum of the Levenshtein distances
     * @param characters the number of expected characters of all these lines
     */
    public record LengthClass(int from, int to, Proportion exact, long edits, long characters) {
        /** Returns the character error rate of these lines. */
        public double cer() {
            return rate(edits, characters);
        }
    }

    /**
     * How often a character was read as another, deleted or inserted.
     *
     * @param expected the expected character, or an empty string if {@code read} was inserted
     * @param read the character read, or an empty string if {@code expected} was deleted
     * @param count the number of times
     */
    public record Confusion(String expected, String read, int count) {}

    /** Copies the lists. */
    public LineMetrics {
        byLength = List.copyOf(byLength);
        confusions = List.copyOf(confusions);
    }

    /**
     * Computes the metrics of these lines.
     *
     * @param lines at least one
     * @param seed the seed of the bootstrap; the same lines and seed give the same result
     * @throws IllegalArgumentException if there are no lines
     */
    public static LineMetrics of(List<LineReading> lines, long seed) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no lines to measure");
        }
        int count = lines.size();
        int[] characters = new int[count];
        int[] edits = new int[count];
        int[] words = new int[count];
        int[] wordEdits = new int[count];
        Map<EditDistance.Edit, Integer> confusions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int[] expected = LineReading.characters(lines.get(i).expected());
            int[] read = LineReading.characters(lines.get(i).read());
            Map<String, Integer> numbers = new HashMap<>();
            int[] expectedWords = LineReading.words(expected, numbers);
            characters[i] = expected.length;
            words[i] = expectedWords.length;
            if (!Arrays.equals(expected, read)) {
                List<EditDistance.Edit> found = EditDistance.edits(expected, read);
                found.forEach(edit -> confusions.merge(edit, 1, Integer::sum));
                edits[i] = found.size();
                wordEdits[i] = EditDistance.distance(expectedWords, LineReading.words(read, numbers));
            }
        }
        return new LineMetrics(
                exact(edits),
                errorRate(edits, characters, seed),
                errorRate(wordEdits, words, seed),
                byLength(edits, characters),
                confusions(confusions),
                Calibration.ofLines(lines));
    }

    @Override
    public int pictures() {
        return lines();
    }

    @Override
    public double exactShare() {
        return exact.fraction();
    }

    /** Returns 1 - CER, but at least 0, also if there are more edits than characters. */
    @Override
    public double accuracy() {
        return Math.max(0, 1 - cer.value());
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%.1f %% of %d held-out lines read exactly, CER %.2f %%",
                100 * exactShare(),
                pictures(),
                100 * cer.value());
    }

    /** Returns the number of lines. */
    public int lines() {
        return exact.trials();
    }

    /**
     * Returns the indices of the worst lines: those with the most edits first, then those with the highest confidence,
     * then in the order of the list. Exact lines are not included.
     *
     * @param count the largest number of indices
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static List<Integer> worst(List<LineReading> lines, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count is negative: " + count);
        }
        int[] edits = lines.stream().mapToInt(LineReading::edits).toArray();
        return IntStream.range(0, edits.length)
                .filter(i -> edits[i] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -edits[i])
                        .thenComparingDouble(i -> -lines.get(i).confidence())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .toList();
    }

    private static double rate(long edits, long length) {
        return (double) edits / Math.max(1, length);
    }

    private static Proportion exact(int[] edits) {
        return new Proportion((int) Arrays.stream(edits).filter(n -> n == 0).count(), edits.length);
    }

    /** CER and WER are computed on the same samples, because both use the same seed. */
    private static ErrorRate errorRate(int[] edits, int[] lengths, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = edits.length;
        double[] rates = new double[RESAMPLES];
        for (int sample = 0; sample < RESAMPLES; sample++) {
            long someEdits = 0;
            long someLengths = 0;
            for (int i = 0; i < count; i++) {
                int drawn = (int) (((random.nextLong() >>> 32) * count) >>> 32);
                someEdits += edits[drawn];
                someLengths += lengths[drawn];
            }
            rates[sample] = rate(someEdits, someLengths);
        }
        Arrays.sort(rates);
        return new ErrorRate(
                Arrays.stream(edits).asLongStream().sum(),
                Arrays.stream(lengths).asLongStream().sum(),
                quantile(rates, 0.025),
                quantile(rates, 0.975));
    }

    /** Interpolates linearly, as NumPy's {@code quantile} does by default. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    private static List<LengthClass> byLength(int[] edits, int[] characters) {
        Map<Integer, List<Integer>> classes = new TreeMap<>();
        for (int i = 0; i < edits.length; i++) {
            classes.computeIfAbsent(longest(characters[i]), key -> new ArrayList<>())
                    .add(i);
        }
        List<LengthClass> result = new ArrayList<>();
        classes.forEach((to, members) -> {
            int[] some = members.stream().mapToInt(i -> edits[i]).toArray();
            result.add(new LengthClass(
                    to - step(to) + 1,
                    to,
                    exact(some),
                    Arrays.stream(some).asLongStream().sum(),
                    members.stream().mapToLong(i -> characters[i]).sum()));
        });
        return result;
    }

    /** Returns the largest length in the group of this length. */
    private static int longest(int length) {
        int step = step(length);
        return (length + step - 1) / step * step;
    }

    private static int step(int length) {
        return length <= 20 ? 1 : length <= 100 ? 10 : length <= 1000 ? 100 : 1000;
    }

    private static List<Confusion> confusions(Map<EditDistance.Edit, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> new Confusion(
                        LineReading.text(each.getKey().expected()),
                        LineReading.text(each.getKey().read()),
                        each.getValue()))
                .sorted(Comparator.comparingInt((Confusion each) -> -each.count())
                        .thenComparing(Confusion::expected)
                        .thenComparing(Confusion::read))
                .toList();
    }
}
