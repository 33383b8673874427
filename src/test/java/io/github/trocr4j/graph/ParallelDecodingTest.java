package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The decoder input is the start token at every position; the positions attend to each other without a mask. */
class ParallelDecodingTest {
    private static final ImageSize SIZE = new ImageSize(8, 12);
    private static final TrOcrConfig CONFIG = SmallConfig.of("gelu", SIZE).withDecoding(Decoding.PARALLEL);
    private static final int LENGTH = 5;
    private static final int CLASSES = 10;
    private static final String POSITIONS = "decoder.model.decoder.embed_positions.weight";

    @ParameterizedTest
    @EnumSource
    void logitsEqualThoseOfPlainLoops(GraphEngine engine) {
        Weights weights = SmallConfig.weights(CONFIG);
        try (InferenceGraphs graphs = InferenceGraphs.frozen(weights, engine)) {
            for (int batch : new int[] {2, 1, 3}) {
                INDArray rows = graphs.encode(patches(batch), SIZE);
                float[][] encoded = rows.toFloatMatrix();
                float[][] logits = graphs.logits(rows, queries(batch)).toFloatMatrix();
                int tokens = encoded.length / batch;
                float[][][] states = new float[batch][][];
                for (int b = 0; b < batch; b++) {
                    states[b] = Arrays.copyOfRange(encoded, b * tokens, (b + 1) * tokens);
                }
                float[][][] expected = new JavaTrOcr(CONFIG, weights::values, 1).logits(states, queries(batch));
                for (int b = 0; b < batch; b++) {
                    for (int t = 0; t < LENGTH; t++) {
                        assertThat(logits[b * LENGTH + t]).containsExactly(expected[b][t], within(1e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void trainingAndInferenceComputeTheSameLogits(GraphEngine engine) {
        Weights weights = SmallConfig.weights(CONFIG);
        TrainingGraph graph = new TrainingGraph(weights, new TrainingGraph.Options(SIZE, LENGTH, 0, false, engine));
        int[][] labels = {{3, 1, 4, 1, 5}, {9, 2, 6, 5, 3}};
        TrainingBatch batch = TrainingBatch.of(patches(2), labels, CONFIG);
        double[][] trained = graph.stages(batch)
                .get(TrOcrDecoder.LOGITS)
                .reshape(2 * LENGTH, CLASSES)
                .toDoubleMatrix();
        double[][] read = logits(weights, engine, 2);
        for (int row = 0; row < trained.length; row++) {
            assertThat(read[row]).containsExactly(trained[row], within(1e-5));
        }
    }

    @Test
    void theLabelsAreNotAnInput() {
        int[][] labels = {{3, 1, 4, 1, 5}, {9, Decoding.IGNORED, 6, 5, 3}};
        assertThat(TrainingBatch.of(patches(2), labels, CONFIG).decoderInputIds())
                .isDeepEqualTo(new int[][] {{10, 10, 10, 10, 10}, {10, 10, 10, 10, 10}});
    }

    @Test
    void theFirstPositionAttendsToTheLast() {
        double[][] before = logits(SmallConfig.weights(CONFIG), GraphEngine.PLAIN, 1);
        Weights moved = SmallConfig.weights(CONFIG);
        move(moved);
        double[][] after = logits(moved, GraphEngine.PLAIN, 1);
        assertThat(difference(before[0], after[0])).isGreaterThan(1e-4);
    }

    @Test
    void theFirstPositionDoesNotAttendToTheLastWithACausalMask() {
        TrOcrConfig masked = CONFIG.withDecoding(Decoding.AUTOREGRESSIVE);
        double[][] before = logits(SmallConfig.weights(masked), GraphEngine.PLAIN, 1);
        Weights moved = SmallConfig.weights(masked);
        move(moved);
        double[][] after = logits(moved, GraphEngine.PLAIN, 1);
        assertThat(difference(before[0], after[0])).isZero();
        assertThat(difference(before[LENGTH - 1], after[LENGTH - 1])).isGreaterThan(1e-4);
    }

    @Test
    void onlyThePositionsDistinguishTheQueries() {
        double[][] before = logits(SmallConfig.weights(CONFIG), GraphEngine.PLAIN, 1);
        Weights swapped = SmallConfig.weights(CONFIG);
        INDArray second = swapped.get(POSITIONS).getRow(TrOcrDecoderConfig.POSITION_OFFSET + 1);
        INDArray fourth = swapped.get(POSITIONS).getRow(TrOcrDecoderConfig.POSITION_OFFSET + 3);
        INDArray kept = second.dup();
        second.assign(fourth.dup());
        fourth.assign(kept);
        double[][] after = logits(swapped, GraphEngine.PLAIN, 1);
        int[] order = {0, 3, 2, 1, 4};
        for (int t = 0; t < LENGTH; t++) {
            assertThat(after[t]).containsExactly(before[order[t]], within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachDigitIsTheMostProbableClassOfItsPosition(GraphEngine engine) {
        Weights weights = SmallConfig.weights(CONFIG);
        double[][] logits = logits(weights, engine, 3);
        Generation read = generate(weights, engine, 3, LENGTH);
        for (int b = 0; b < 3; b++) {
            assertThat(read.ids()[b]).hasSize(LENGTH);
            for (int t = 0; t < LENGTH; t++) {
                double[] row = logits[b * LENGTH + t];
                double largest = Arrays.stream(row).max().orElseThrow();
                assertThat(row[read.ids()[b][t]]).isEqualTo(largest);
                double sum = Arrays.stream(row).map(v -> Math.exp(v - largest)).sum();
                assertThat(read.probabilities()[b][t]).isCloseTo((float) (1 / sum), within(1e-6f));
            }
        }
    }

    @Test
    void maxNewTokensTruncatesTheResult() {
        Weights weights = SmallConfig.weights(CONFIG);
        int[][] all = generate(weights, GraphEngine.PLANNED, 2, LENGTH).ids();
        int[][] three = generate(weights, GraphEngine.PLANNED, 2, 3).ids();
        assertThat(three[0]).isEqualTo(Arrays.copyOf(all[0], 3));
        assertThat(three[1]).isEqualTo(Arrays.copyOf(all[1], 3));
        assertThat(generate(weights, GraphEngine.PLANNED, 2, LENGTH + 1).ids()).isDeepEqualTo(all);
    }

    @Test
    void otherIdsThanTheQueriesAreRejected() {
        try (InferenceGraphs graphs = InferenceGraphs.live(SmallConfig.weights(CONFIG), GraphEngine.PLAIN)) {
            INDArray rows = graphs.encode(patches(1), SIZE);
            assertThatThrownBy(() -> graphs.logits(rows, new int[][] {{10, 3, 1, 4, 1}}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("decodes in parallel", "start token, 10, at each of 5 positions");
            assertThatThrownBy(() -> graphs.logits(rows, new int[][] {{10}})).hasMessageContaining("different length");
        }
    }

    @Test
    void aModelWithoutDigitHeadIsAlwaysAutoregressive() {
        TrOcrConfig text = new TrOcrConfig(CONFIG.encoder(), CONFIG.decoder(), Optional.empty());
        assertThat(text.decoding()).isEqualTo(Decoding.AUTOREGRESSIVE);
        assertThatThrownBy(() -> text.withDecoding(Decoding.PARALLEL)).hasMessageContaining("no digit_head");
    }

    /** Changes one component of the last position. LayerNorm is invariant to the same change of all components. */
    private static void move(Weights weights) {
        INDArray positions = weights.get(POSITIONS);
        int last = TrOcrDecoderConfig.POSITION_OFFSET + LENGTH - 1;
        positions.putScalar(last, 0, positions.getDouble(last, 0) + 1);
    }

    /** Returns rows [B*L][V] for start tokens at all positions. */
    private static double[][] logits(Weights weights, GraphEngine engine, int batch) {
        try (InferenceGraphs graphs = InferenceGraphs.live(weights, engine)) {
            double[][] logits = graphs.logits(graphs.encode(patches(batch), SIZE), queries(batch))
                    .toDoubleMatrix();
            assertThat(logits).hasDimensions(batch * LENGTH, CLASSES);
            return logits;
        }
    }

    private static Generation generate(Weights weights, GraphEngine engine, int batch, int tokens) {
        try (InferenceGraphs graphs = InferenceGraphs.live(weights, engine)) {
            return graphs.generate(
                    graphs.encode(patches(batch), SIZE), batch, GenerationConfig.greedy(CONFIG.decoder(), tokens));
        }
    }

    private static int[][] queries(int batch) {
        return Decoding.queries(batch, LENGTH, CONFIG.decoder());
    }

    private static double difference(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static INDArray patches(int batch) {
        SplittableRandom random = new SplittableRandom(2);
        float[] pixels = new float[batch * SIZE.height() * SIZE.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1.5, 1.5);
        }
        return Patches.of(pixels, batch, CONFIG.encoder(), SIZE);
    }
}
