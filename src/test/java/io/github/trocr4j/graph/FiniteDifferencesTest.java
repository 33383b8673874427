package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.model.ViTConfigBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares SameDiff's gradients of each layer type and of the whole model with central differences in double. The loss
 * of a layer is the sum of its outputs with random weights, so that no part of the gradient cancels.
 */
@Tag("slow")
class FiniteDifferencesTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-7;
    private static final TrOcrConfig CONFIG = SmallConfig.of("gelu", new ImageSize(8, 12));

    @Test
    void linear() {
        checkLayer(p -> Layers.linear(input(p, 5, 8), p.in("encoder.encoder.layer.0.intermediate.dense")));
    }

    @Test
    void layerNorm() {
        checkLayer(p -> Layers.layerNorm(input(p, 5, 8), 1e-5, p.in("encoder.layernorm")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gelu", "relu"})
    void activation(String name) {
        checkLayer(p -> Layers.activation(name, input(p, 5, 8), GraphEngine.PLAIN));
    }

    @Test
    void splittingAndMergingHeads() {
        checkLayer(p -> Layers.mergeHeads(Layers.splitHeads(input(p, 6, 8), 3, 2, 4), 2, 4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attentionWithAndWithoutAMask(boolean masked) {
        checkLayer(p -> {
            SDVariable heads = Layers.splitHeads(input(p, 6, 8), 3, 2, 4);
            Optional<SDVariable> mask = masked ? Optional.of(Layers.causalMask(p, 3)) : Optional.empty();
            return Layers.attention(heads, heads.mul(0.7), heads.mul(1.3), mask, "probabilities");
        });
    }

    @Test
    void dropout() {
        checkLayer(p -> {
            SDVariable mask = p.sd().constant("mask", Nd4j.createFromArray(new double[][] {{0, 2, 2}, {2, 0, 2}}));
            return input(p, 2, 3).mul(mask);
        });
    }

    @Test
    void embeddingOfRepeatedIds() {
        INDArray oneHot = TrainingBatch.oneHot(new int[][] {{10, 3, 3}, {10, 10, 3}}, 11, DataType.DOUBLE);
        checkLayer(p -> {
            TrOcrDecoder decoder = new TrOcrDecoder(CONFIG.decoder(), Dropout.NONE);
            SDVariable embedded = decoder.embedTokens(p.sd().constant("ids", oneHot), p.in("decoder"));
            return decoder.addPositions(embedded, 3, p.in("decoder"));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interpolatedPositions(boolean distillationToken) {
        ImageSize other = new ImageSize(12, 8);
        ViTConfig encoder = ViTConfigBuilder.builder(CONFIG.encoder())
                .distillationToken(distillationToken)
                .build();
        INDArray patches = patches(encoder, other);
        TrOcrConfig config = new TrOcrConfig(encoder, CONFIG.decoder(), CONFIG.digitHead());
        checkLayer(
                config,
                p -> new ViTEncoder(encoder, other, Dropout.NONE)
                        .forward(p.sd().constant("patches", patches), p.in("encoder")));
    }

    @ParameterizedTest
    @CsvSource({
        "gelu, 0, AUTOREGRESSIVE",
        "gelu, 0.1, AUTOREGRESSIVE",
        "relu, 0.1, AUTOREGRESSIVE",
        "gelu, 0.1, PARALLEL"
    })
    void theWholeModel(String hiddenAct, double labelSmoothing, Decoding decoding) {
        TrOcrConfig config = SmallConfig.of(hiddenAct, new ImageSize(8, 12)).withDecoding(decoding);
        Weights weights = SmallConfig.weights(config).castTo(DataType.DOUBLE);
        TrainingGraph graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(config.encoder().imageSize(), 5, labelSmoothing, false, GraphEngine.PLAIN));
        int[][] labels = {{3, 1, 4, 1, 5}, {9, 2, Decoding.IGNORED, 5, 3}};
        TrainingBatch batch = TrainingBatch.of(patches(config.encoder().imageSize()), labels, config);
        TrainingGraph.Result result = graph.gradients(batch, null);
        assertThat(result.loss()).isEqualTo(graph.loss(batch));
        compare(weights.arrays(), result.gradients(), () -> graph.loss(batch), 7);
    }

    @Test
    void stochasticDepth() {
        TrOcrConfig config = SmallConfig.withEncoderLayers(CONFIG, 2);
        Weights weights = SmallConfig.weights(config).castTo(DataType.DOUBLE);
        ImageSize size = CONFIG.encoder().imageSize();
        TrainingGraph graph = new TrainingGraph(
                weights, new TrainingGraph.Options(size, 5, 0.1, true, GraphEngine.PLAIN).withDropPath(0.5));
        TrainingBatch batch = TrainingBatch.of(patches(size), new int[][] {{3, 1, 4, 1, 5}, {9, 2, 6, 5, 3}}, config);
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        graph.gradients(batch, new SplittableRandom(2))
                .gradients()
                .forEach((key, gradient) -> gradients.put(key, gradient.dup()));
        compare(
                weights.arrays(),
                gradients,
                () -> graph.gradients(batch, new SplittableRandom(2)).loss(),
                7);
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0", "1, 0.1"})
    void targetsOfATeacher(double share, double labelSmoothing) {
        Weights weights = SmallConfig.weights(CONFIG).castTo(DataType.DOUBLE);
        ImageSize size = CONFIG.encoder().imageSize();
        TrainingGraph graph = new TrainingGraph(
                weights, new TrainingGraph.Options(size, 5, labelSmoothing, false, GraphEngine.PLAIN));
        int[][] labels = {{3, 1, 4, 1, 5}, {9, 2, Decoding.IGNORED, 5, 3}};
        SplittableRandom random = new SplittableRandom(3);
        float[] teacher = new float[10 * CONFIG.outputs()];
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] = (float) random.nextDouble(); // rows whose sum is not 1 have gradients, too
        }
        TrainingBatch batch = TrainingBatch.of(patches(size), labels, CONFIG).taught(teacher, share);
        TrainingGraph.Result result = graph.gradients(batch, null);
        assertThat(result.loss()).isEqualTo(graph.loss(batch));
        compare(weights.arrays(), result.gradients(), () -> graph.loss(batch), 7);
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, true, false", "false, false, true", "false, false, false"})
    void textModelsOfEachKind(boolean learned, boolean tied, boolean product) {
        TrOcrConfig config = SmallConfig.family(learned, tied);
        Weights weights = SmallConfig.weights(config).castTo(DataType.DOUBLE);
        TrainingGraph graph = new TrainingGraph(
                weights,
                new TrainingGraph.Options(config.encoder().imageSize(), 5, 0.1, false, GraphEngine.PLAIN),
                Optional.empty(),
                product);
        int[][] labels = {{3, 4, 4, 11, 2}, {9, Decoding.IGNORED, 3, 5, 0}};
        TrainingBatch batch = TrainingBatch.of(patches(config.encoder()), labels, config);
        TrainingGraph.Result result = graph.gradients(batch, null);
        assertThat(result.gradients().keySet())
                .isEqualTo(ParameterShapes.of(config).keySet());
        // the numeric gradient of padding's row has its lookups, which the gradient leaves out
        INDArray table = result.gradients().get(ParameterShapes.EMBED_TOKENS);
        Map<String, INDArray> compared = new LinkedHashMap<>(weights.arrays());
        compared.remove(ParameterShapes.EMBED_TOKENS);
        compare(compared, result.gradients(), () -> graph.loss(batch), 3);
        INDArray values = weights.get(ParameterShapes.EMBED_TOKENS);
        for (int row : new int[] {0, 2, 3, 4, 7, 11}) {
            INDArray part = values.getRow(row);
            compare(Map.of("row " + row, part), Map.of("row " + row, table.getRow(row)), () -> graph.loss(batch), 1);
        }
        assertThat(table.getRow(1).amaxNumber().doubleValue() == 0).isEqualTo(!tied);
    }

    private static void checkLayer(Function<Parameters, SDVariable> layer) {
        checkLayer(CONFIG, layer);
    }

    private static void checkLayer(TrOcrConfig config, Function<Parameters, SDVariable> layer) {
        Weights weights = SmallConfig.weights(config).castTo(DataType.DOUBLE);
        SameDiff sd = SameDiff.create();
        SDVariable output = layer.apply(Parameters.root(sd, weights, GraphEngine.PLAIN));
        INDArray shapeGiver = output.eval();
        SDVariable weighed = output.mul(sd.constant("weigh", random("weigh", shapeGiver.shape())));
        weighed.sum().rename("loss");
        sd.setLossVariables("loss");
        Map<String, INDArray> variables = new LinkedHashMap<>();
        sd.variables().stream()
                .filter(v -> v.getVariableType() == VariableType.VARIABLE)
                .forEach(v -> variables.put(v.name(), v.getArr()));
        Map<String, INDArray> gradients = sd.calculateGradients(Map.of(), variables.keySet());
        compare(variables, gradients, () -> sd.outputSingle(Map.of(), "loss").getDouble(0), 1);
    }

    private interface Loss {
        double now();
    }

    /** Compares the gradient of every {@code stride}-th value of each variable. */
    private static void compare(
            Map<String, INDArray> variables, Map<String, INDArray> gradients, Loss loss, int stride) {
        assertThat(variables).isNotEmpty();
        variables.forEach((name, values) -> {
            INDArray gradient = gradients.get(name);
            assertThat(gradient.shape()).as(name).isEqualTo(values.shape());
            for (long i = 0; i < values.length(); i += stride) {
                double before = values.getDouble(i);
                values.putScalar(i, before + STEP);
                double above = loss.now();
                values.putScalar(i, before - STEP);
                double below = loss.now();
                values.putScalar(i, before);
                double numeric = (above - below) / (2 * STEP);
                assertThat(gradient.getDouble(i)).as("%s[%d]", name, i).isCloseTo(numeric, within(TOLERANCE));
            }
        });
    }

    private static SDVariable input(Parameters p, int rows, int columns) {
        return p.sd().var("x", random("x", rows, columns));
    }

    private static INDArray random(String name, long... shape) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        INDArray array = Nd4j.zeros(DataType.DOUBLE, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextDouble(-1.5, 1.5));
        }
        return array;
    }

    private static INDArray patches(ImageSize size) {
        return patches(CONFIG.encoder(), size);
    }

    private static INDArray patches(ViTConfig encoder) {
        return patches(encoder, encoder.imageSize());
    }

    private static INDArray patches(ViTConfig encoder, ImageSize size) {
        INDArray pixels = random("pixels", 2, 1, size.height(), size.width());
        return Patches.of(pixels, encoder).castTo(DataType.DOUBLE);
    }

    @Test
    void theCheckDetectsAWrongGradient() {
        INDArray x = random("x", 4);
        INDArray wrong = x.mul(1.9); // of x^2, whose gradient is 2x
        assertThatThrownBy(() -> compare(
                        Map.of("x", x),
                        Map.of("x", wrong),
                        () -> x.mul(x).sumNumber().doubleValue(),
                        1))
                .isInstanceOf(AssertionError.class);
    }
}
