package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.TrOcrDecoderConfigBuilder;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DropoutTest {
    private static final ImageSize SIZE = new ImageSize(8, 12);
    private static final int[][] LABELS = {{3, 1, 4, 1, 5}, {9, 2, 6, 5, 3}};

    @Test
    void theLossDependsOnTheRandomStreamOnly() {
        TrainingGraph graph = graph(0.3, true);
        double first = graph.gradients(batch(), new SplittableRandom(1)).loss();
        assertThat(graph.gradients(batch(), new SplittableRandom(1)).loss()).isEqualTo(first);
        assertThat(graph.gradients(batch(), new SplittableRandom(2)).loss()).isNotEqualTo(first);
    }

    @Test
    void nothingIsDroppedWithoutARandomStream() {
        assertThat(graph(0.3, true).loss(batch())).isCloseTo(graph(0.3, false).loss(batch()), within(1e-6));
    }

    @Test
    void masksHaveTheDropoutRateAndMeanOne() {
        INDArray mask = TrainingGraph.draw(
                new Dropout.Mask(0.2, 300, new long[] {501}), 2, new SplittableRandom(5), DataType.FLOAT);
        assertThat(mask.shape()).containsExactly(600, 501);
        assertThat(mask.meanNumber().doubleValue()).isCloseTo(1, within(0.01));
        assertThat(mask.maxNumber().floatValue()).isEqualTo(1.25f);
        assertThat(mask.eq(0).castTo(DataType.FLOAT).meanNumber().doubleValue()).isCloseTo(0.2, within(0.005));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void stochasticDepthDropsWholeImages(double rate) {
        int images = 2000;
        INDArray mask = TrainingGraph.draw(
                new Dropout.Mask(rate, 0.3, 3, new long[] {7}), images, new SplittableRandom(5), DataType.FLOAT);
        assertThat(mask.shape()).containsExactly(3L * images, 7);
        assertThat(mask.meanNumber().doubleValue()).isCloseTo(1, within(0.05));
        float kept = (float) (1 / (1 - 0.3)) * (float) (1 / (1 - rate));
        assertThat(mask.maxNumber().floatValue()).isCloseTo(kept, within(1e-6f));
        float[][] rows = mask.reshape(images, 21).toFloatMatrix();
        int dropped = 0;
        for (float[] row : rows) {
            int zeros = 0;
            for (float value : row) {
                zeros += value == 0 ? 1 : 0;
            }
            dropped += zeros == row.length ? 1 : 0;
            assertThat(zeros == row.length || zeros < 16).isTrue();
            if (rate == 0) {
                assertThat(zeros).isIn(0, 21);
            }
        }
        assertThat((double) dropped / images).isCloseTo(0.3, within(0.03));
    }

    @Test
    void stochasticDepthRisesFromZeroInTheFirstLayer() {
        Weights weights = SmallConfig.weights(SmallConfig.withEncoderLayers(SmallConfig.of("gelu", SIZE), 3));
        TrainingGraph.Options none = new TrainingGraph.Options(SIZE, 5, 0, true, GraphEngine.PLANNED);
        SameDiff sd = Parameters.newGraph();
        Dropout dropout = Dropout.training(sd, DataType.FLOAT);
        new ViTEncoder(weights.config().encoder(), SIZE, dropout, 0.4)
                .forward(
                        sd.placeHolder("patches", DataType.FLOAT, -1, 16),
                        Parameters.root(sd, weights, GraphEngine.PLANNED).in("encoder"));
        assertThat(dropout.masks().values()).extracting(Dropout.Mask::imageRate).containsExactly(0.2, 0.2, 0.4, 0.4);
        double without = new TrainingGraph(weights, none)
                .gradients(batch(), new SplittableRandom(1))
                .loss();
        TrainingGraph with = new TrainingGraph(weights, none.withDropPath(0.5));
        assertThat(with.loss(batch())).isCloseTo(without, within(1e-6));
        double loss = with.gradients(batch(), new SplittableRandom(1)).loss();
        assertThat(loss).isNotEqualTo(without);
        assertThat(with.gradients(batch(), new SplittableRandom(1)).loss()).isEqualTo(loss);
    }

    @Test
    void attentionDropoutIsRejectedWithItsKey() {
        TrOcrConfig config = SmallConfig.of("gelu", SIZE);
        ViTConfig dropping = ViTConfigBuilder.builder(config.encoder())
                .attentionProbsDropoutProb(0.1)
                .build();
        Weights weights = SmallConfig.weights(new TrOcrConfig(dropping, config.decoder(), config.digitHead()));
        assertThatThrownBy(() ->
                        new TrainingGraph(weights, new TrainingGraph.Options(SIZE, 5, 0, true, GraphEngine.PLAIN)))
                .hasMessageContaining("attention_probs_dropout_prob");
    }

    private static TrainingGraph graph(double rate, boolean dropout) {
        TrOcrConfig config = SmallConfig.of("gelu", SIZE);
        TrOcrDecoderConfig dropping = TrOcrDecoderConfigBuilder.builder(config.decoder())
                .dropout(rate)
                .activationDropout(rate)
                .build();
        Weights weights = SmallConfig.weights(new TrOcrConfig(config.encoder(), dropping, config.digitHead()));
        return new TrainingGraph(weights, new TrainingGraph.Options(SIZE, 5, 0, dropout, GraphEngine.PLANNED));
    }

    private static TrainingBatch batch() {
        TrOcrConfig config = SmallConfig.of("gelu", SIZE);
        INDArray pixels = Nd4j.linspace(-1, 1, 2 * 8 * 12, DataType.FLOAT).reshape(2, 1, 8, 12);
        return TrainingBatch.of(Patches.of(pixels, config.encoder()), LABELS, config);
    }
}
