package io.github.trocr4j.teacher.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.teacher.ConvolutionalTeacher;
import io.github.trocr4j.teacher.TeacherArchitecture;
import io.github.trocr4j.teacher.TeacherWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TeacherTrainingTest {
    private static final DigitSet.Split DIGITS =
            GeneratedDigits.generate(3, 1_100, 5).train().holdOut(100, 1);

    @TempDir
    Path folder;

    static TeacherRecipe recipe(int epochs, boolean pooling) {
        return new TeacherRecipe(
                new TeacherArchitecture(TeacherArchitecture.blocks("6x5s2,12x3s2"), pooling, 0.2, 0.1),
                epochs,
                50,
                0.01,
                5,
                0.01,
                0.05,
                0.9,
                Augmentation.AFFINE,
                100,
                1);
    }

    private List<TeacherTraining.Epoch> train(TeacherTraining training, String name) throws IOException {
        List<TeacherTraining.Epoch> epochs = new ArrayList<>();
        training.run(folder.resolve(name), folder.resolve(name + "-state"), epochs::add);
        return epochs;
    }

    private byte[] weights(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name).resolve(TeacherWeights.PARAMETERS));
    }

    @Test
    void learnsGeneratedDigits() throws IOException {
        try (TeacherTraining training = new TeacherTraining(recipe(4, false), DIGITS)) {
            List<TeacherTraining.Epoch> epochs = train(training, "best");

            assertThat(epochs).hasSize(4);
            assertThat(epochs.get(3).loss()).isLessThan(0.8 * epochs.get(0).loss());
            assertThat(epochs.get(3).heldOut().digitsRight()).isGreaterThan(75);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfTheNetworkAreThoseOfFiniteDifferences(boolean pooling) {
        TeacherRecipe recipe = recipe(1, pooling);
        TeacherRecipe noDropout = new TeacherRecipe(
                new TeacherArchitecture(recipe.architecture().blocks(), pooling, 0, 0),
                1,
                50,
                0.01,
                5,
                0.01,
                0,
                0.9,
                Augmentation.NONE,
                100,
                1);
        DigitSet digits = DIGITS.train().first(20);
        ComputationGraph network = TeacherNetwork.create(noDropout, new LearningRate(0.01, 0, 10));
        try {
            network.setInputs(pixels(digits));
            network.setLabels(labels(digits));
            network.computeGradientAndScore();
            for (String name : List.of("block0_beta", "block1_gamma", "block1_W", "head_W")) {
                INDArray gradient = network.gradient().getGradientFor(name).dup('c');
                INDArray parameter = network.getParam(name);
                int index = 4;
                long[] at = unravel(index, parameter.shape());
                float before = parameter.getFloat(at);
                double step = 0.01;
                parameter.putScalar(at, before + step);
                network.computeGradientAndScore();
                double above = network.score();
                parameter.putScalar(at, before - step);
                network.computeGradientAndScore();
                double expected = (above - network.score()) / (2 * step) * digits.size();
                parameter.putScalar(at, before);
                assertThat((double) gradient.getFloat(index))
                        .as(name)
                        .isCloseTo(expected, within(0.02 + 0.03 * Math.abs(expected)));
            }
        } finally {
            network.close();
        }
    }

    private static long[] unravel(int index, long[] shape) {
        long[] at = new long[shape.length];
        long rest = index;
        for (int i = shape.length - 1; i >= 0; i--) {
            at[i] = rest % shape[i];
            rest /= shape[i];
        }
        return at;
    }

    private static INDArray pixels(DigitSet digits) {
        float[] pixels = new float[digits.images().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (digits.images()[i] & 0xff) / 255f;
        }
        return Nd4j.createFromArray(pixels).reshape('c', digits.size(), DigitSet.PIXELS);
    }

    private static INDArray labels(DigitSet digits) {
        INDArray labels = Nd4j.zeros(digits.size(), 10);
        for (int i = 0; i < digits.size(); i++) {
            labels.putScalar(i, digits.label(i), 1);
        }
        return labels;
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        for (String name : List.of("one", "two")) {
            try (TeacherTraining training = new TeacherTraining(recipe(1, false), DIGITS)) {
                train(training, name);
            }
        }
        assertThat(weights("two")).isEqualTo(weights("one"));
    }

    @Test
    void aResumedTrainingHasTheBitsOfAnUninterruptedOne() throws IOException {
        try (TeacherTraining whole = new TeacherTraining(recipe(3, false), DIGITS)) {
            train(whole, "whole");
        }
        try (TeacherTraining stopped = new TeacherTraining(recipe(3, false), DIGITS)) {
            assertThatThrownBy(() -> stopped.run(folder.resolve("part"), folder.resolve("part-state"), epoch -> {
                        if (epoch.number() == 2) {
                            throw new IOException("stopped");
                        }
                    }))
                    .hasMessage("stopped");
        }
        try (TeacherTraining resumed = new TeacherTraining(recipe(3, false), DIGITS)) {
            resumed.resume(folder.resolve("part-state").resolve(TeacherTraining.STATE));
            assertThat(resumed.epochsDone()).isEqualTo(2);
            train(resumed, "part");
        }
        assertThat(Files.readAllBytes(folder.resolve("part-state").resolve(TeacherTraining.STATE)))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole-state").resolve(TeacherTraining.STATE)));
        assertThat(weights("part")).isEqualTo(weights("whole"));
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() throws IOException {
        try (TeacherTraining training = new TeacherTraining(recipe(1, false), DIGITS)) {
            train(training, "one");
        }
        try (TeacherTraining other = new TeacherTraining(recipe(1, true), DIGITS)) {
            assertThatThrownBy(() -> other.resume(folder.resolve("one-state").resolve(TeacherTraining.STATE)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the state belongs to another network");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAsDeeplearning4jInInference(boolean pooling) {
        TeacherRecipe recipe = recipe(1, pooling);
        DigitSet digits = DIGITS.validation().first(70);
        INDArray input = pixels(digits);
        ComputationGraph network = TeacherNetwork.create(recipe, new LearningRate(0.01, 0, 10));
        INDArray labels = labels(digits);
        for (int step = 0; step < 3; step++) { // moves the running statistics
            network.fit(new INDArray[] {input}, new INDArray[] {labels});
        }

        float[] expected = network.output(false, input)[0].dup('c').data().asFloat();

        try (ConvolutionalTeacher teacher =
                new ConvolutionalTeacher(TeacherNetwork.weights(network, recipe.architecture()))) {
            float[] found = teacher.probabilities(digits.images(), digits.size());
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
            }
            assertThat(teacher.probabilities(digits.images(), digits.size())).containsExactly(found);
        }
        network.close();
    }
}
