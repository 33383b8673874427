package io.github.trocr4j.teacher.training;

import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.plan.NativeThreads;
import io.github.trocr4j.teacher.ConvolutionalTeacher;
import io.github.trocr4j.teacher.TeacherArchitecture;
import io.github.trocr4j.teacher.TeacherFigures;
import io.github.trocr4j.teacher.TeacherWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a convolutional teacher, keeps the best on held-out digits, and writes after each epoch what it needs to
 * continue. Everything random is a function of the seed and the step, and sums have a fixed order: a resumed training
 * has the bits of an uninterrupted one.
 */
public final class TeacherTraining implements AutoCloseable {
    /** The file of the state in a folder of checkpoints. */
    public static final String STATE = "state.safetensors";

    private static final String PARAMETERS = "parameters";
    private static final String UPDATER = "updater";
    private static final String AVERAGE = "average";
    private static final String EPOCH = "epoch";
    private static final String BEST_RIGHT = "best_digits_right";
    private static final String BEST_CROSS_ENTROPY = "best_cross_entropy";

    private final TeacherRecipe recipe;
    private final DigitSet heldOut;
    private final TeacherDigits digits;
    private final int stepsPerEpoch;
    private final LearningRate learningRate;
    private final ComputationGraph network;
    private final INDArray average;
    private int epochsDone;
    private TeacherFigures best;

    /**
     * An epoch that has ended.
     *
     * @param number from 1
     * @param loss mean over its steps
     * @param learningRate of its last step
     * @param heldOut figures of the averaged weights on the held-out digits
     * @param best whether they are the best so far
     * @param digitsPerSecond speed of the training steps
     */
    public record Epoch(
            int number,
            double loss,
            double learningRate,
            TeacherFigures heldOut,
            boolean best,
            double digitsPerSecond) {}

    /** Is told about epochs. */
    @FunctionalInterface
    public interface Listener {
        /** Called after an epoch, when its files are written. */
        void onEpoch(Epoch epoch) throws IOException;
    }

    /**
     * Prepares a training from random weights; starts ND4J.
     *
     * @param digits digits to learn from and held-out ones
     * @throws IllegalArgumentException if there are fewer digits than a step needs
     */
    public TeacherTraining(TeacherRecipe recipe, DigitSet.Split digits) {
        int count = digits.train().size();
        if (count < recipe.batch()) {
            throw new IllegalArgumentException(
                    "batch: expected at most the " + count + " training digits, found " + recipe.batch() + ".");
        }
        this.recipe = recipe;
        this.heldOut = digits.validation();
        this.digits = new TeacherDigits(digits.train(), recipe.augmentation(), recipe.seed());
        stepsPerEpoch = count / recipe.batch();
        learningRate = new LearningRate(
                recipe.learningRate(), recipe.warmup(), Math.multiplyExact(stepsPerEpoch, recipe.epochs()));
        network = TeacherNetwork.create(recipe, learningRate);
        average = network.params().dup();
    }

    /** Returns the number of parameters. */
    public long parameters() {
        return network.numParams();
    }

    /** Returns how many epochs have been trained. */
    public int epochsDone() {
        return epochsDone;
    }

    /**
     * Trains the epochs that are left.
     *
     * @param bestFolder gets the best teacher
     * @param stateFolder gets the state after each epoch
     */
    public void run(Path bestFolder, Path stateFolder, Listener listener) throws IOException {
        Files.createDirectories(stateFolder);
        while (epochsDone < recipe.epochs()) {
            long start = System.nanoTime();
            double loss = trainEpoch(epochsDone);
            double seconds = (System.nanoTime() - start) / 1e9;
            epochsDone++;
            TeacherWeights weights = averaged();
            TeacherFigures figures = figures(weights);
            boolean better = best == null || heldOut.size() == 0 || figures.isBetterThan(best);
            if (better) {
                best = figures;
                weights.save(bestFolder);
            }
            save(stateFolder.resolve(STATE));
            listener.onEpoch(new Epoch(
                    epochsDone,
                    loss,
                    learningRate.valueAt(epochsDone * stepsPerEpoch - 1, 0),
                    figures,
                    better,
                    stepsPerEpoch * recipe.batch() / seconds));
        }
    }

    private double trainEpoch(int epoch) {
        double loss = 0;
        for (int i = 0; i < stepsPerEpoch; i++) {
            int step = epoch * stepsPerEpoch + i;
            TeacherDigits.Batch batch = digits.batch(epoch, i * recipe.batch(), recipe.batch());
            Nd4j.getRandom().setSeed(mixed(step)); // dropout
            loss += step(batch);
            average(step + 1);
        }
        return loss / stepsPerEpoch;
    }

    private long mixed(int step) {
        return 0x9e3779b97f4a7c15L * (recipe.seed() + 1) + step;
    }

    private double step(TeacherDigits.Batch batch) {
        int count = batch.labels().length;
        float smoothed = (float) (recipe.labelSmoothing() / TeacherArchitecture.CLASSES);
        float[] targets = new float[count * TeacherArchitecture.CLASSES];
        Arrays.fill(targets, smoothed);
        for (int i = 0; i < count; i++) {
            targets[i * TeacherArchitecture.CLASSES + batch.labels()[i]] += (float) (1 - recipe.labelSmoothing());
        }
        try (INDArray pixels = array(batch.pixels(), count, TeacherArchitecture.PIXELS);
                INDArray labels = array(targets, count, TeacherArchitecture.CLASSES)) {
            NativeThreads.limited(() -> network.fit(new INDArray[] {pixels}, new INDArray[] {labels}));
            return network.score();
        }
    }

    private static INDArray array(float[] values, long rows, long columns) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, rows, columns);
        array.data().setData(values);
        return array;
    }

    /** The decay is smaller in early steps, so that the initial weights soon lose their influence. */
    private void average(int step) {
        double kept = Math.min(recipe.average(), (1.0 + step) / (10.0 + step));
        try (INDArray difference = network.params().sub(average)) {
            average.addi(difference.muli(1 - kept));
        }
    }

    private TeacherWeights averaged() {
        try (INDArray own = network.params().dup()) {
            network.params().assign(average);
            TeacherWeights weights = TeacherNetwork.weights(network, recipe.architecture());
            network.params().assign(own);
            return weights;
        }
    }

    private TeacherFigures figures(TeacherWeights weights) {
        try (ConvolutionalTeacher teacher = new ConvolutionalTeacher(weights)) {
            return teacher.figures(heldOut.images(), heldOut.labels());
        }
    }

    private void save(Path file) throws IOException {
        SafetensorsWriter.write(
                file,
                Map.of(
                        EPOCH, Integer.toString(epochsDone),
                        BEST_RIGHT, Integer.toString(best.digitsRight()),
                        BEST_CROSS_ENTROPY, Double.toString(best.crossEntropy())),
                Map.of(
                        PARAMETERS, tensor(network.params()),
                        UPDATER, tensor(network.getUpdater().getUpdaterStateViewArray()),
                        AVERAGE, tensor(average)));
    }

    private static FloatTensor tensor(INDArray flat) {
        try (INDArray copy = flat.dup()) {
            return new FloatTensor(new long[] {copy.length()}, copy.data().asFloat());
        }
    }

    /**
     * Continues after the last epoch whose state is in a file.
     *
     * @throws IOException if it is missing, damaged, or of another network
     */
    public void resume(Path file) throws IOException {
        try (SafetensorsFile state = SafetensorsFile.open(file)) {
            read(state, PARAMETERS, network.params());
            read(state, UPDATER, network.getUpdater().getUpdaterStateViewArray());
            read(state, AVERAGE, average);
            Map<String, String> metadata = state.metadata();
            epochsDone = Integer.parseInt(metadata.getOrDefault(EPOCH, ""));
            best = new TeacherFigures(
                    heldOut.size(),
                    Integer.parseInt(metadata.getOrDefault(BEST_RIGHT, "")),
                    0,
                    0,
                    Double.parseDouble(metadata.getOrDefault(BEST_CROSS_ENTROPY, "")));
            network.getConfiguration().setIterationCount(epochsDone * stepsPerEpoch);
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + ": expected epoch and best figures in its metadata, found none; train anew.", e);
        }
    }

    private static void read(SafetensorsFile state, String name, INDArray to) throws IOException {
        float[] values = state.floats(name);
        if (values.length != to.length()) {
            throw new IOException(state.path() + ": " + name + ": expected " + to.length() + " values, found "
                    + values.length + "; the state belongs to another network.");
        }
        try (INDArray array = array(values, 1, values.length)) {
            to.assign(array.reshape(to.shape()));
        }
    }

    @Override
    public void close() {
        average.close();
        network.close();
    }
}
