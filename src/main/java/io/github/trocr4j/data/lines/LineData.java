package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Labelled lines by split, and what else was found.
 *
 * @param source the folder or file that was read
 * @param form the form of the data
 * @param splits the lines, for each split; empty where there are none
 * @param refused the lines that cannot be used
 * @param unlabelled pictures in the folder without a text, in the order of their names; not looked for if a table was
 *     named
 * @param made the splits that {@link #split} took from the training lines
 * @param notices whole sentences that the user should see
 */
public record LineData(
        Path source,
        Form form,
        Map<Split, List<LabelledLine>> splits,
        RefusedLines refused,
        List<Path> unlabelled,
        Set<Split> made,
        List<String> notices) {
    /** The forms of data. */
    public enum Form {
        /** A folder with metadata.csv or metadata.jsonl. */
        IMAGEFOLDER,
        /** A CSV, TSV or JSONL file. */
        TABLE,
        /** A folder of pictures, each with a text file. */
        PAIRS
    }

    /** The use of lines. The names of their folders are those of HuggingFace datasets, in any case. */
    public enum Split {
        /** Training: train, training. */
        TRAIN,
        /** Choosing the best model: validation, valid, val, dev. */
        VALIDATION,
        /** Measuring that model: test, testing, eval, evaluation. */
        TEST;

        /** Returns the split that a folder is for by its name. */
        static Optional<Split> named(String folder) {
            return switch (folder.toLowerCase(Locale.ROOT)) {
                case "train", "training" -> Optional.of(TRAIN);
                case "validation", "valid", "val", "dev" -> Optional.of(VALIDATION);
                case "test", "testing", "eval", "evaluation" -> Optional.of(TEST);
                default -> Optional.empty();
            };
        }
    }

    /** Copies everything. */
    public LineData {
        Map<Split, List<LabelledLine>> complete = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            complete.put(split, List.copyOf(splits.getOrDefault(split, List.of())));
        }
        splits = Collections.unmodifiableMap(complete);
        unlabelled = List.copyOf(unlabelled);
        Set<Split> inOrder = EnumSet.noneOf(Split.class);
        inOrder.addAll(made);
        made = Collections.unmodifiableSet(inOrder);
        notices = List.copyOf(notices);
    }

    /** Returns the lines to train on. */
    public List<LabelledLine> train() {
        return splits.get(Split.TRAIN);
    }

    /** Returns the lines to choose the best model by. */
    public List<LabelledLine> validation() {
        return splits.get(Split.VALIDATION);
    }

    /** Returns the lines to measure that model with. */
    public List<LabelledLine> test() {
        return splits.get(Split.TEST);
    }

    /** Returns all lines: those to train on first, those to test with last. */
    public List<LabelledLine> all() {
        return splits.values().stream().flatMap(Collection::stream).toList();
    }

    /**
     * Returns the path of a picture from the data's folder on, with slashes on every system: what reports call the
     * line.
     */
    public String name(LabelledLine line) {
        return DataFolder.name(form == Form.TABLE ? source.resolveSibling("") : source, line.file());
    }

    /**
     * Returns the data without these lines.
     *
     * @param reason why they are refused
     * @param flaw what is wrong with a line, in one clause; empty if nothing is
     */
    public LineData without(Reason reason, Function<LabelledLine, Optional<String>> flaw) {
        RefusedLines.Collector collector = new RefusedLines.Collector();
        collector.addAll(refused);
        Map<Split, List<LabelledLine>> kept = new EnumMap<>(Split.class);
        splits.forEach((split, lines) -> {
            List<LabelledLine> good = new ArrayList<>();
            for (LabelledLine line : lines) {
                flaw.apply(line)
                        .ifPresentOrElse(
                                clause -> collector.add(LineDataException.shown(name(line)), reason, clause),
                                () -> good.add(line));
            }
            kept.put(split, good);
        });
        return new LineData(source, form, kept, collector.refused(), unlabelled, made, notices);
    }

    /**
     * Returns the data without lines that have a character outside of an alphabet.
     *
     * @param alphabet the characters, in any order; composed here as the texts are
     */
    public LineData within(String alphabet) {
        Set<Integer> known = Normalizer.normalize(alphabet, Normalizer.Form.NFC)
                .codePoints()
                .boxed()
                .collect(Collectors.toSet());
        return without(
                Reason.OUTSIDE_ALPHABET,
                line -> line.text()
                        .codePoints()
                        .filter(character -> !known.contains(character))
                        .mapToObj(character -> "\"" + LineDataException.shown(Character.toString(character)) + "\" ("
                                + LineDataException.codePoint(character) + ") is not in the alphabet")
                        .findFirst());
    }

    /**
     * Takes the validation and the test lines from those to train on where there are none. Where a line goes depends on
     * the seed and the picture's {@link #name} alone: a new file moves no other.
     *
     * @param validation the share of lines for validation, 0 to 1; 0 leaves it empty
     * @param test the share of lines for the test, likewise
     * @param seed seed of the split
     * @throws LineDataException if a split to be made, or what is left to train on, would be empty
     */
    public LineData split(double validation, double test, long seed) throws LineDataException {
        if (!(validation >= 0) || !(test >= 0) || validation + test >= 1) {
            throw new IllegalArgumentException("expected shares for validation and test of 0 or more and together below"
                    + " 1, found " + validation + " and " + test);
        }
        Set<Split> missing = EnumSet.noneOf(Split.class);
        if (validation > 0 && validation().isEmpty()) {
            missing.add(Split.VALIDATION);
        }
        if (test > 0 && test().isEmpty()) {
            missing.add(Split.TEST);
        }
        Map<Split, List<LabelledLine>> divided = new EnumMap<>(splits);
        divided.put(Split.TRAIN, new ArrayList<>());
        missing.forEach(split -> divided.put(split, new ArrayList<>()));
        for (LabelledLine line : train()) {
            double position = position(name(line), seed);
            Split drawn =
                    position < validation ? Split.VALIDATION : position < validation + test ? Split.TEST : Split.TRAIN;
            divided.get(missing.contains(drawn) ? drawn : Split.TRAIN).add(line);
        }
        for (Split split : Split.values()) {
            if (divided.get(split).isEmpty() && (split == Split.TRAIN || missing.contains(split))) {
                throw new LineDataException(
                        source.toString(),
                        "lines for " + split.name().toLowerCase(Locale.ROOT),
                        "none, with " + train().size() + " to be divided",
                        "add lines, or take another share or seed");
            }
        }
        missing.addAll(made);
        return new LineData(source, form, divided, refused, unlabelled, missing, notices);
    }

    /** Maps a name to 0 to 1 by the SHA-256 hash of the seed and the name, the same on every platform. */
    private static double position(String name, long seed) {
        MessageDigest hash = Sha256.digest();
        hash.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        hash.update(Normalizer.normalize(name, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(hash.digest()).getLong() >>> 11) * 0x1p-53;
    }

    /**
     * Refuses the data if too many of its lines are bad.
     *
     * @param share the largest share of bad lines among all, 0 to 1; 0.01 allows 1 %
     * @throws LineDataException counts them and names the first {@link RefusedLines#NAMED}
     */
    public LineData requireAtMost(double share) throws LineDataException {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("expected a share of bad lines of 0 to 1, found " + share);
        }
        int bad = refused.total();
        int found = bad + all().size();
        // decimal: 0.29 of 100 are 29, and 28.999999999999996 in binary
        if (BigDecimal.valueOf(bad).compareTo(BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(found))) > 0) {
            throw new LineDataException(
                    source.toString(),
                    "at most " + percent(share) + " bad lines",
                    bad + " of " + found + " (" + percent((double) bad / found) + "): " + refused.counted(),
                    "correct them or allow more: " + refused.named());
        }
        return this;
    }

    private static String percent(double share) {
        BigDecimal rounded = BigDecimal.valueOf(100 * share).setScale(2, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString() + " %";
    }
}
