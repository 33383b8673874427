package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.LineDataReader;
import io.github.trocr4j.data.lines.RefusedLines.Reason;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunKind;
import io.github.trocr4j.text.DigitVocabulary;
import io.github.trocr4j.text.TrainingVocabulary;
import io.github.trocr4j.train.LineExamples;
import io.github.trocr4j.train.LineRecipe;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Lines of text.
 *
 * @param checked the lines by split, and their pictures
 * @param recipe the recipe; its alphabet is not {@link LineRecipe#FROM_DATA}
 * @param maxLength most characters of a line, or tokens with a model's own tokenizer
 * @param tokenizer that of the model, if the recipe says so
 */
public record LineTrainingData(CheckedLines checked, LineRecipe recipe, int maxLength, Optional<OwnTokenizer> tokenizer)
        implements TrainingData {
    /**
     * What may be wrong with lines.
     *
     * @param maxLength most characters of a line, or tokens, special ones included; empty for those of the longest
     * @param badShare largest share of lines, 0 to 1, that may be refused
     */
    public record Limits(OptionalInt maxLength, double badShare) {}

    /**
     * Finds the lines, decodes each picture once, refuses what cannot be used, and makes the splits that are missing.
     *
     * @param source a folder or a file; see {@link LineDataReader}
     * @param tokenizer that of the model, if the recipe says {@link LineRecipe#ORIGINAL}
     * @param seed seed of the splits
     * @param checked called for each picture that was decoded, with 1, from several threads
     * @throws IOException if there are too many bad lines or too few good ones, or the source cannot be read; the
     *     message is one sentence
     */
    public static LineTrainingData read(
            Path source,
            LineRecipe recipe,
            Optional<OwnTokenizer> tokenizer,
            Limits limits,
            long seed,
            IntConsumer checked)
            throws IOException {
        LineData lines = LineDataReader.read(source, recipe.columns());
        if (recipe.original()) {
            return read(lines, recipe, tokenizer.orElseThrow(), limits, seed, checked);
        }
        LineRecipe resolved = recipe;
        if (recipe.alphabet().equals(LineRecipe.FROM_DATA)) {
            StringBuilder alphabet = new StringBuilder();
            LabelledLine.characters(lines.all()).keySet().forEach(alphabet::appendCodePoint);
            resolved = recipe.withAlphabet(alphabet.toString());
        }
        lines = lines.within(resolved.digits() ? DigitVocabulary.DIGITS : resolved.alphabet());
        int longest = lines.all().stream().mapToInt(LabelledLine::length).max().orElse(1);
        int maxLength = resolved.digits() ? Strip.LENGTH : limits.maxLength().orElse(longest);
        lines = resolved.digits()
                ? lines.without(
                        Reason.OTHER_LENGTH,
                        line -> line.length() == Strip.LENGTH
                                ? Optional.empty()
                                : Optional.of(line.length() + " digits, expected " + Strip.LENGTH))
                : lines.without(
                        Reason.TOO_LONG,
                        line -> line.length() <= maxLength
                                ? Optional.empty()
                                : Optional.of("a text of " + line.length() + " characters, more than " + maxLength));
        return new LineTrainingData(split(lines, recipe, limits, seed, checked), resolved, maxLength, Optional.empty());
    }

    /** Reads texts with a tokenizer. */
    private static LineTrainingData read(
            LineData found, LineRecipe recipe, OwnTokenizer tokenizer, Limits limits, long seed, IntConsumer checked)
            throws IOException {
        LineData lines = found.without(Reason.NOT_IN_TOKENIZER, line -> tokenizer.flaw(line.text()));
        Map<String, Integer> lengths = new HashMap<>();
        for (LabelledLine line : lines.all()) {
            lengths.put(line.text(), tokenizer.length(line.text()));
        }
        int most = Math.min(tokenizer.positions(), limits.maxLength().orElse(Integer.MAX_VALUE));
        lines = lines.without(Reason.TOO_LONG, line -> {
            int length = lengths.get(line.text());
            return length <= most
                    ? Optional.empty()
                    : Optional.of("a text of " + length + " tokens, more than " + most);
        });
        int longest = lines.all().stream()
                .mapToInt(line -> lengths.get(line.text()))
                .max()
                .orElse(1);
        int maxTokens = limits.maxLength().isPresent() ? most : longest;
        return new LineTrainingData(
                split(lines, recipe, limits, seed, checked),
                recipe.withMaxTokens(maxTokens),
                maxTokens,
                Optional.of(tokenizer));
    }

    private static CheckedLines split(LineData lines, LineRecipe recipe, Limits limits, long seed, IntConsumer checked)
            throws IOException {
        lines.requireAtMost(limits.badShare()); // before pictures are decoded, which takes longer
        CheckedLines pictures = CheckedLines.of(lines, checked);
        return pictures.with(pictures.lines()
                .requireAtMost(limits.badShare())
                .split(recipe.validationShare(), recipe.testShare(), seed));
    }

    /** Returns the lines by split. */
    public LineData lines() {
        return checked.lines();
    }

    @Override
    public RunKind kind() {
        return RunKind.LINES;
    }

    @Override
    public String source() {
        return "lines of " + lines().source();
    }

    @Override
    public String trainSha256() {
        return checked.sha256(lines().train());
    }

    @Override
    public void describe(JsonObject provenance) {
        LineData lines = lines();
        provenance.put("lines", source());
        provenance.put("form", lines.form().name().toLowerCase(Locale.ROOT));
        provenance.put("train_lines", lines.train().size());
        provenance.put("validation_lines", lines.validation().size());
        provenance.put("test_lines", lines.test().size());
        JsonArray made = provenance.putArray("splits_made");
        lines.made().forEach(split -> made.add(split.name().toLowerCase(Locale.ROOT)));
        provenance.put("train_lines_sha256", trainSha256());
        provenance.put("test_lines_sha256", checked.sha256(lines.test()));
        JsonObject refused = provenance.putObject("refused_lines");
        lines.refused().counts().forEach((reason, count) -> refused.put(reason.toString(), count));
        JsonArray first = provenance.putArray("first_refused_lines");
        lines.refused().first().forEach(first::add);
        provenance.put("pictures_without_text", lines.unlabelled().size());
        JsonArray notices = provenance.putArray("notices");
        notices().forEach(notices::add);
    }

    /** Returns whole sentences that the user should see. */
    public List<String> notices() {
        Set<String> learnt = new HashSet<>();
        lines().train()
                .forEach(line -> learnt.add(checked.pictures().get(line.file()).sha256()));
        long seen = lines().test().stream()
                .filter(line ->
                        learnt.contains(checked.pictures().get(line.file()).sha256()))
                .count();
        List<String> notices = new ArrayList<>(lines().notices());
        if (seen > 0) {
            notices.add("The same pictures are for training and for the test: " + seen + " of "
                    + lines().test().size() + " test lines; the figures will be too good.");
        }
        return List.copyOf(notices);
    }

    @Override
    public void require() throws IOException {
        if (lines().train().isEmpty() || lines().test().isEmpty()) {
            throw new IOException(lines().source() + ": expected lines to train on and to test with, found "
                    + lines().train().size() + " and " + lines().test().size() + "; add lines or change --split.");
        }
    }

    @Override
    public Counts counts(TrainingConfig config) {
        return new Counts(
                lines().train().size(),
                lines().validation().size(),
                lines().test().size());
    }

    @Override
    public Parts parts(TrainingConfig config) {
        return new Parts(
                LineExamples.shuffled(lines().train(), vocabulary(), recipe.order(config)),
                LineExamples.inOrder(lines().validation(), vocabulary()).validation());
    }

    private TrainingVocabulary vocabulary() {
        return tokenizer.isPresent() ? tokenizer.get().tokenizer() : recipe.vocabulary();
    }

    @Override
    public ModelDirectory complete(ModelDirectory trained, ModelDirectory initial) {
        if (tokenizer.isEmpty()) {
            return trained;
        }
        GenerationConfig own = initial.generation();
        int longest = own.isLimited()
                ? maxLength
                : Math.max(
                        maxLength,
                        Math.min(GenerationConfig.LINE_TOKENS, tokenizer.get().positions()));
        return trained.withGeneration(own.mostNewTokens() < maxLength ? own.withMaxNewTokens(longest) : own);
    }

    @Override
    public void addFiles(Path model) throws IOException {
        if (tokenizer.isPresent()) {
            tokenizer.get().copyTo(model);
        }
    }

    @Override
    public int labelLength(TrOcrConfig model) {
        return recipe.labelLength(model);
    }

    @Override
    public Path sample(RunFolder folder) {
        String name = String.valueOf(lines().test().get(0).file().getFileName());
        return folder.root().resolve("line" + name.substring(name.lastIndexOf('.')));
    }

    @Override
    public void writeSample(RunFolder folder) throws IOException {
        folder.write(sample(folder), Files.readAllBytes(lines().test().get(0).file()));
    }

    @Override
    public LineEvaluation evaluate(RunFolder folder, IntConsumer read) throws IOException {
        try (LineReader reader = ModelFolders.reader(Optional.of(folder.best()))) {
            LineEvaluation result = LineEvaluation.of(reader, folder.best().toString(), lines().test(), source(), read);
            LinePictures.write(folder, result, reader);
            return result;
        }
    }
}
