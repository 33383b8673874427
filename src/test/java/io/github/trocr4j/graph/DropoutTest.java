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
