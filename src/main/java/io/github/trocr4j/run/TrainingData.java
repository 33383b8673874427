package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunKind;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** What a run learns from and is measured with: strips of digits, or lines of text. */
public sealed interface TrainingData permits DigitTrainingData, LineTrainingData, RowTrainingData {
    /**
     * The parts of the training data.
     *
     * @param train examples to learn from
     * @param validation held-out examples to choose the best model by; may be empty
     */
    record Parts(Examples train, Validation validation) {}

    /**
     * How many pictures there are.
     *
     * @param train pictures in an epoch
     * @param validation held-out pictures
     * @param test pictures that are read at the end
     */
    record Counts(int train, int validation, int test) {}

    /** Returns the kind of runs on this data. */
    RunKind kind();

    /** Returns what a picture is called: strip or line. */
    default String picture() {
        return kind() == RunKind.STRIPS ? "strip" : "line";
    }

    /** Returns a phrase for reports, such as "MNIST (directory data/mnist)". */
    String source();

    /** Returns the hash of everything that is learnt from. */
    String trainSha256();

    /** Adds what provenance.json says about the data. */
    void describe(JsonObject provenance);

    /**
     * Checks that a run can be made of the data.
     *
     * @throws IOException if there is too little; the message is one sentence
     */
    void require() throws IOException;

    /** Returns the number of pictures, without loading them. */
    Counts counts(TrainingConfig config);

    /** Returns the training examples and those held out, as they are for this configuration. */
    Parts parts(TrainingConfig config);

    /**
     * Returns the most labels of a picture.
     *
     * @throws IllegalArgumentException if the model cannot be trained on this data
     */
    int labelLength(TrOcrConfig model);

    /**
     * Returns the trained model with what it keeps of the one that training began with.
     *
     * @param trained with the trained weights
     */
    default ModelDirectory complete(ModelDirectory trained, ModelDirectory initial) {
        return trained;
    }

    /** Adds to the folder of a saved model what {@link ModelDirectory#save} does not write. */
    default void addFiles(Path model) throws IOException {}

    /** Returns where a run has a test picture to try its model on. */
    Path sample(RunFolder folder);

    /** Writes that picture. */
    void writeSample(RunFolder folder) throws IOException;

    /**
     * Reads the test pictures with the best model of a run, loaded from its folder as an application would, and writes
     * figures and pictures into the folder.
     *
     * @param read called after each batch with its number of pictures
     */
    Evaluated evaluate(RunFolder folder, IntConsumer read) throws IOException;
}
