package io.github.trocr4j.spark.train;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.train.Examples;
import io.github.trocr4j.train.LineExamples;
import io.github.trocr4j.train.LineRecipe;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainableModel;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The training data of a run, sent to each executor once. */
public sealed interface SentData extends Serializable {
    /** Returns the examples to learn from, the same in every process. */
    Examples examples(Preset recipe);

    /** Returns the most labels of a picture. */
    int labelLength(Preset recipe);

    /**
     * Digits for strips (43 MB for MNIST).
     *
     * @param images the images, as in {@link DigitSet}
     * @param labels the labels
     */
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    record Strips(byte[] images, byte[] labels) implements SentData {
        /** Returns digits, without those that are held out. */
        public static Strips of(DigitSet train) {
            return new Strips(train.images(), train.labels());
        }

        @Override
        public Examples examples(Preset recipe) {
            TrainingConfig training = recipe.training();
            DigitSet digits = new DigitSet(images, labels);
            return Examples.of(new SequenceDataset(digits, training.augmentation(), training.seed()))
                    .repeatedAfter(training.augmentedEpochs());
        }

        @Override
        public int labelLength(Preset recipe) {
            return TrainableModel.labelLength(recipe.model());
        }
    }

    /**
     * Lines of text, with the bytes of their picture files.
     *
     * @param files the bytes of each file
     * @param texts the text of each
     */
    record Lines(ArrayList<byte[]> files, ArrayList<String> texts) implements SentData {
        private static final long MAX_BYTES = 1L << 30;

        /**
         * Reads the files of lines.
         *
         * @throws IOException if one cannot be read, or they have more than 1 GiB together
         */
        public static Lines of(List<LabelledLine> train) throws IOException {
            Lines lines = new Lines(new ArrayList<>(), new ArrayList<>());
            long bytes = 0;
            for (LabelledLine line : train) {
                bytes += Files.size(line.file());
                if (bytes > MAX_BYTES) {
                    throw new IOException("Lines for spark-train: expected picture files of at most " + MAX_BYTES
                            + " bytes together, because each executor gets all of them, found more; make the pictures"
                            + " smaller, or use train.");
                }
                lines.files.add(Files.readAllBytes(line.file()));
                lines.texts.add(line.text());
            }
            return lines;
        }

        @Override
        public Examples examples(Preset recipe) {
            LineRecipe lines = recipe.lines().orElseThrow();
            return LineExamples.shuffled(
                    files, texts, lines.vocabulary(), lines.order(recipe.training()));
        }

        @Override
        public int labelLength(Preset recipe) {
            return recipe.lines().orElseThrow().labelLength(recipe.model());
        }
    }
}
