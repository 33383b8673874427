package io.github.trocr4j.teacher.training;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.Provenance;
import io.github.trocr4j.teacher.ConvolutionalTeacher;
import io.github.trocr4j.teacher.TeacherFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A training of a teacher and its folder: {@code recipe.json}, {@code provenance.json}, {@code metrics.csv} with a row
 * for each epoch, {@code best/}, the state in {@code checkpoints/}, and {@code evaluation.json}.
 */
public final class TeacherRun implements AutoCloseable {
    private static final String RECIPE = "recipe.json";
    private static final String HEADER =
            "epoch,loss,learning_rate,held_out_digits,digits_right,strips_right,cross_entropy,digits_per_second";
    private static final String DATA = "data";
    private static final String TRAIN_SHA256 = "train_digits_sha256";

    private final RunFolder folder;
    private final RunFolder.Lock lock;
    private final Digits digits;
    private final DigitSet.Split split;
    private final TeacherTraining training;
    private final TeacherRecipe recipe;

    /**
     * Figures of the best teacher, read from its folder.
     *
     * @param heldOut on the held-out digits, which it was chosen by
     * @param test on the test digits
     */
    public record Result(TeacherFigures heldOut, TeacherFigures test) {}

    private TeacherRun(RunFolder folder, TeacherRecipe recipe, Digits digits) throws IOException {
        this.folder = folder;
        this.recipe = recipe;
        this.digits = digits;
        split = new DigitTrainingData(digits).split(recipe.validation(), recipe.seed());
        lock = folder.lock();
        training = new TeacherTraining(recipe, split);
    }

    /**
     * Begins a run in a new folder.
     *
     * @param runs the folder of all runs
     * @param name of the run; if empty, {@code teacher} and a number
     * @param provenance how it was started
     */
    public static TeacherRun begin(
            Path runs, Optional<String> name, TeacherRecipe recipe, Digits digits, Provenance provenance)
            throws IOException {
        digits.requireStrips();
        if (digits.train().size() < 2 * recipe.batch()) {
            throw new IOException("batch: expected at most half of the "
                    + digits.train().size() + " training digits, found " + recipe.batch() + ".");
        }
        RunFolder folder =
                name.isPresent() ? RunFolder.create(runs, name.get()) : RunFolder.createNumbered(runs, "teacher");
        folder.write(folder.root().resolve(RECIPE), recipe.json().toPrettyString() + "\n");
        provenance.write(folder, new DigitTrainingData(digits));
        folder.write(folder.metrics(), HEADER + "\n");
        return new TeacherRun(folder, recipe, digits);
    }

    /**
     * Returns where a run has its digits from, as its user named it.
     *
     * @throws IOException if the folder is not one of a teacher's run
     */
    public static Optional<String> data(Path run) throws IOException {
        return Optional.ofNullable(
                json(RunFolder.open(run).provenance()).path(DATA).textValue());
    }

    /**
     * Continues a run after its last epoch.
     *
     * @param digits those of the run
     * @throws IOException if its files are missing or damaged, or the digits are others
     */
    public static TeacherRun resume(Path run, Digits digits) throws IOException {
        RunFolder folder = RunFolder.open(run);
        Path recipeFile = folder.root().resolve(RECIPE);
        TeacherRecipe recipe;
        try {
            recipe = TeacherRecipe.of(json(recipeFile));
        } catch (IllegalArgumentException e) {
            throw new IOException(recipeFile + ": " + e.getMessage(), e);
        }
        String expected = json(folder.provenance()).path(TRAIN_SHA256).asText("nothing");
        String found = digits.train().sha256();
        if (!expected.equals(found)) {
            throw new IOException(run + ": expected the training digits of the run (SHA-256 " + expected + "), found "
                    + found + "; name the same data.");
        }
        TeacherRun resumed = new TeacherRun(folder, recipe, digits);
        try {
            resumed.continueAfterLastEpoch();
            return resumed;
        } catch (IOException | RuntimeException e) {
            resumed.close();
            throw e;
        }
    }

    private void continueAfterLastEpoch() throws IOException {
        Path state = folder.checkpoints().resolve(TeacherTraining.STATE);
        if (Files.exists(state)) { // otherwise it was stopped in its first epoch
            training.resume(state);
        }
        List<String> lines = Files.readAllLines(folder.metrics());
        int kept = Math.min(lines.size(), training.epochsDone() + 1);
        folder.write(folder.metrics(), String.join("\n", lines.subList(0, kept)) + "\n");
    }

    private static JsonValue json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file; name the folder of a run of a teacher.");
        }
        try {
            return JsonTree.read(Files.readAllBytes(file));
        } catch (JsonException e) {
            throw new IOException(file + ": " + e.getMessage() + ".", e);
        }
    }

    /** Returns the folder of the run. */
    public Path folder() {
        return folder.root();
    }

    /** Returns the folder of the best teacher. */
    public Path best() {
        return folder.best();
    }

    /** Returns the recipe of the run. */
    public TeacherRecipe recipe() {
        return recipe;
    }

    /** Returns the training, for its size and progress. */
    public TeacherTraining training() {
        return training;
    }

    /** Trains the epochs that are left. */
    public void train(TeacherTraining.Listener listener) throws IOException {
        training.run(folder.best(), folder.checkpoints(), epoch -> {
            write(epoch);
            listener.onEpoch(epoch);
        });
    }

    private void write(TeacherTraining.Epoch epoch) throws IOException {
        TeacherFigures heldOut = epoch.heldOut();
        String row = String.format(
                Locale.ROOT,
                "%d,%.6f,%.3e,%d,%d,%d,%.6f,%.0f",
                epoch.number(),
                epoch.loss(),
                epoch.learningRate(),
                heldOut.digits(),
                heldOut.digitsRight(),
                heldOut.stripsRight(),
                heldOut.crossEntropy(),
                epoch.digitsPerSecond());
        String before = Files.readString(folder.metrics(), StandardCharsets.UTF_8);
        folder.write(folder.metrics(), before + row + "\n");
    }

    /** Reads held-out and test digits with the best teacher, and writes the figures. */
    public Result evaluate() throws IOException {
        try (ConvolutionalTeacher teacher = ConvolutionalTeacher.load(folder.best())) {
            DigitSet validation = split.validation();
            Result result = new Result(
                    teacher.figures(validation.images(), validation.labels()),
                    teacher.figures(digits.test().images(), digits.test().labels()));
            JsonObject json = new JsonObject();
            json.set("held_out", result.heldOut().json());
            json.set("test", result.test().json());
            folder.write(folder.evaluationJson(), json.toPrettyString() + "\n");
            return result;
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            training.close();
        }
    }
}
