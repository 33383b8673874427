package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What readings of lines are worth, in the figures that are usual for OCR and speech. Texts are compared as
 * {@link LineReading} says.
 *
 * <p>Rates are those that jiwer 4 gives for texts in NFC with single spaces between words; HuggingFace's {@code evaluate}
 * calls it, and Calamari's evaluation divides the same sums. Case and punctuation count, and so do spaces within a line.
 *
 * @param exact the lines that were read without an error
 * @param cer the character error rate
 * @param wer the word error rate; words are separated by white space
 * @param byLength the lines by the number of their expected characters, from short to long, without empty classes
 * @param confusions what was read instead of what, the most frequent first; together as many as {@code cer} has edits.
 *     Which characters belong together is found by alignment, not by position
 * @param calibration whether the confidences of lines can be believed
 */
public record LineMetrics(
        Proportion exact,
        ErrorRate cer,
        ErrorRate wer,
        List<LengthClass> byLength,
        List<Confusion> confusions,
        Calibration calibration) {
    private static final int RESAMPLES = 1000;

    /**
     * Edits per expected symbol over all lines: {@code (S + D + I) / N}, with S symbols replaced, D missing, I too many, and N
     * expected ("micro": long lines weigh more than short ones). More than 1 if far too much was read. A line on which nothing
     * is expected adds its edits to the sum and 0 to N. If N is 0, the rate is the number of edits, as in jiwer 4.
     *
     * @param edits the sum of the Levenshtein distances
     * @param length the number of expected symbols, N
     * @param low95 the lower end of the 95 % interval: a percentile bootstrap over lines (B. Efron and R. Tibshirani, "An
     *     Introduction to the Bootstrap", 1993, chapter 13; for error rates M. Bisani and H. Ney, ICASSP 2004), 1,000 samples.
     *     Without any errors it is from 0 to 0, which claims too much: see the interval of {@link LineMetrics#exact} then
     * @param high95 the upper end
     */
    public record ErrorRate(long edits, long length, double low95, double high95) {
        /** Edits per expected symbol. */
        public double value() {
            return rate(edits, length);
        }
    }

    /**
     * Lines of similar length. The limits do not depend on the data: steps of 1 up to 20 characters, of 10 up to 100, of 100
     * up to 1,000, then of 1,000.
     *
     * @param from the fewest expected characters
     * @param to the most expected characters, included
     * @param exact the lines that were read without an error
     * @param edits the sum of the Levenshtein distances
     * @param characters how many were expected on these lines
     */
    public record LengthClass(int from, int to, Proportion exact, long edits, long characters) {
        /** The character error rate of these lines. */
        public double cer() {
            return rate(edits, characters);
        }
    }

    /**
     * How often one character was read as another.
     *
     * @param expected one character, or an empty string for a character too many
     * @param read one character, or an empty string for a character that is missing
     * @param count how often
     */
    public record Confusion(String expected, String read, int count) {}

    /** Copies the lists. */
    public LineMetrics {
        byLength = List.copyOf(byLength);
        confusions = List.copyOf(confusions);
    }

    /**
     * Measures these readings.
     *
     * @param lines at least one
     * @param seed of the intervals: the same seed and lines give the same bits
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

    /** How many lines were measured. */
    public int lines() {
        return exact.trials();
    }

    /**
     * The worst lines, as indices into the list: those with the most edits first, among these the ones that the reader was
     * surest of, and among these the first ones. Lines without an error are never among them.
     *
     * @param count how many at most
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

    /** The same seed draws the same lines for each rate. */
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

    /** Between two values the line that joins them, as NumPy does it by default. */
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

    /** The most characters in the class of this length. */
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
                        text(each.getKey().expected()), text(each.getKey().read()), each.getValue()))
                .sorted(Comparator.comparingInt((Confusion each) -> -each.count())
                        .thenComparing(Confusion::expected)
                        .thenComparing(Confusion::read))
                .toList();
    }

    private static String text(int character) {
        return character == EditDistance.NOTHING ? "" : Character.toString(character);
    }
}
