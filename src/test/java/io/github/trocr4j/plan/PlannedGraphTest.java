package io.github.trocr4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares plans with SameDiff's own session, for graphs of various shapes and for repeated runs. */
class PlannedGraphTest {
    private static final double EPS = 1e-5;

    private final SameDiff sd = SameDiff.create();
    private final Map<String, INDArray> inputs = new LinkedHashMap<>();

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 7, 5", "3, 1, 4", "5, 4, 1", "17, 33, 9", "130, 64, 200", "47, 384, 130", "300, 70, 65"})
    void aLinearLayer(int rows, int in, int out) {
        SDVariable x = placeholder("x", rows, in);
        SDVariable y = sd.mmul(x, weight("w", out, in), false, true, false).add(weight("b", out));
        sd.nn().relu("y", y, 0);
        equalsSameDiff("y");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "1, 3, 5, 2", "2, 3, 22, 16", "9, 2, 47, 8"})
    void attention(int batch, int heads, int tokens, int headDim) {
        int d = heads * headDim;
        SDVariable q = heads(placeholder("q", batch * tokens, d), tokens, heads, headDim);
        SDVariable k = heads(placeholder("k", batch * tokens, d), tokens, heads, headDim);
        SDVariable v = heads(placeholder("v", batch * tokens, d), tokens, heads, headDim);
        SDVariable mask = weight("mask", 1, 1, tokens, tokens);
        SDVariable scores = sd.mmul(q, k, false, true, false).add(mask);
        SDVariable context = sd.mmul(sd.nn().softmax("probabilities", scores, -1), v);
        context.permute(0, 2, 1, 3).reshape(-1, d).rename("y");
        equalsSameDiff("y");
        equalsSameDiff("probabilities", "y");
    }

    private SDVariable heads(SDVariable rows, int tokens, int heads, int headDim) {
        return rows.reshape(-1, tokens, heads, headDim).permute(0, 2, 1, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void gradientsOfTransformerLayers(int batch) {
        int tokens = 7;
        int d = 6;
        SDVariable x = placeholder("x", batch * tokens, d);
        SDVariable table = sd.concat(
                0, weight("first", 1, d), weight("positions", 9, d).get(SDIndex.interval(2, 8), SDIndex.all()));
        SDVariable embedded =
                x.reshape(-1, tokens, d).add(table.reshape(1, tokens, d)).reshape(-1, d);
        SDVariable inner =
                sd.mmul(embedded, weight("w1", 11, d), false, true, false).add(weight("b1", 11));
        SDVariable mixed = sd.nn().relu(inner, 0).mul(placeholder("mask", batch * tokens, 11));
        SDVariable y = embedded.add(
                sd.mmul(mixed, weight("w2", d, 11), false, true, false).mul(0.3));
        SDVariable keys = heads(y, tokens, 2, 3);
        SDVariable attended = sd.mmul(sd.nn().softmax(sd.mmul(keys, keys, false, true, false), -1), keys);
        SDVariable out = attended.permute(0, 2, 1, 3).reshape(-1, d).add(y);
        out.mul(placeholder("up", batch * tokens, d)).sum().rename("loss");
        sd.setLossVariables("loss");
        String[] weights = {"first", "positions", "w1", "b1", "w2"};
        Map<String, INDArray> expected = sd.calculateGradients(inputs, weights);
        PlannedGraph planned = new PlannedGraph(sd.getFunction("grad"), 2, Optional.empty());
        List<String> names = List.of(weights).stream()
                .map(w -> sd.getVariable(w).gradient().name())
                .toList();
        Map<String, INDArray> found = planned.run(inputs, names);
        for (int i = 0; i < weights.length; i++) {
            close(weights[i], expected.get(weights[i]), found.get(names.get(i)));
        }
    }

    @Test
    void layerNormAndGeluAreExact() {
        SDVariable x = placeholder("x", 5, 19);
        PlannedLayerNorm.layerNorm(x, weight("gain", 19), weight("bias", 19), EPS)
                .rename("normal");
        sd.nn().preciseGelu("gelu", x);
        INDArray v = inputs.get("x");
        INDArray centred = v.subColumnVector(v.mean(1));
        INDArray deviation = centred.mul(centred).mean(1).addi(EPS);
        for (int i = 0; i < 5; i++) {
            centred.getRow(i).divi(Math.sqrt(deviation.getDouble(i)));
        }
        INDArray expected = centred.mulRowVector(sd.getArrForVarName("gain")).addRowVector(sd.getArrForVarName("bias"));
        Map<String, INDArray> found = planned().run(inputs, List.of("normal", "gelu"));
        close("layer norm", expected, found.get("normal"));
        double at = v.getDouble(2, 3);
        double exact = at * 0.5 * (1 + erf(at / Math.sqrt(2)));
        assertThat(found.get("gelu").getDouble(2, 3)).isCloseTo(exact, within(1e-6));
    }

    @Test
    void eachLayerNormAndItsGradientUseItsOwnEpsilon() {
        SDVariable x = weight("x", 4, 6);
        SDVariable gain = weight("gain", 6);
        SDVariable bias = weight("bias", 6);
        SDVariable up = placeholder("up", 4, 6);
        SDVariable fine = PlannedLayerNorm.layerNorm(x, gain, bias, EPS);
        SDVariable coarse = PlannedLayerNorm.layerNorm(fine, gain, bias, 2);
        coarse.mul(up).sum().rename("loss");
        sd.setLossVariables("loss");
        sd.createGradFunction("x");
        SameDiff plain = SameDiff.create();
        SDVariable[] copies = Stream.of("x", "gain", "bias")
                .map(name -> plain.var(name, sd.getArrForVarName(name).dup()))
                .toArray(SDVariable[]::new);
        SDVariable upCopy = plain.constant("up", inputs.get("up"));
        inPrimitives(inPrimitives(copies[0], copies[1], copies[2], EPS), copies[1], copies[2], 2)
                .mul(upCopy)
                .sum()
                .rename("loss");
        plain.setLossVariables("loss");
        String gradient = sd.getVariable("x").gradient().name();
        try (PlannedGraph planned = new PlannedGraph(sd.getFunction("grad"), 2, Optional.empty())) {
            close(
                    "gradient",
                    plain.calculateGradients(Map.of(), "x").get("x"),
                    planned.run(inputs, List.of(gradient)).get(gradient));
        }
    }

    private static SDVariable inPrimitives(SDVariable x, SDVariable gain, SDVariable bias, double eps) {
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable scale =
                x.getSameDiff().math().rsqrt(centred.mul(centred).mean(true, 1).add(eps));
        return centred.mul(scale).mul(gain).add(bias);
    }

    @Test
    void layerNormWithoutEpsilonIsRejected() {
        sd.nn().layerNorm("normal", placeholder("x", 2, 3), weight("gain", 3), weight("bias", 3), true, 1);
        assertThatThrownBy(() -> planned().run(inputs, List.of("normal")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is a layer_norm without an epsilon");
    }

    @Test
    void otherOperationsAreComputedByNd4j() {
        SDVariable x = placeholder("x", 4, 6);
        sd.math().tanh("y", x.sub(x.mean(true, 1)).div(placeholder("z", 4, 6)));
        equalsSameDiff("y");
    }

    @Test
    void outputsMayBeViewsInputsOrWeights() {
        SDVariable x = placeholder("x", 4, 6);
        x.permute(1, 0).rename("transposed");
        x.get(SDIndex.interval(1, 3), SDIndex.all()).rename("part");
        weight("w", 3);
        equalsSameDiff("transposed", "part", "x", "w");
    }

    @Test
    void keyValueCacheGrowsByOneToken() {
        SDVariable past = placeholder("past", 2, 3, 4, 5);
        SDVariable own = placeholder("own", 2 * 1, 15).reshape(-1, 1, 3, 5).permute(0, 2, 1, 3);
        sd.concat(2, past, own).rename("both");
        equalsSameDiff("both");
    }

    @Test
    void eachRunReadsCurrentWeightsForEveryShape() {
        sd.mmul("y", placeholder("x", 3, 4), weight("w", 4, 2));
        PlannedGraph planned = planned();
        for (int rows : new int[] {3, 50, 1, 3}) {
            inputs.put("x", random(rows, rows, 4));
            sd.getArrForVarName("w").muli(1.5);
            INDArray expected = inputs.get("x").mmul(sd.getArrForVarName("w"));
            close("y of " + rows, expected, planned.run(inputs, List.of("y")).get("y"));
        }
    }

    @Test
    void nansDoNotAffectTheNextRun() {
        SDVariable x = placeholder("x", 1, 40);
        SDVariable inner = sd.mmul(x, weight("w1", 40, 30)).add(weight("b", 30));
        sd.mmul("y", sd.nn().softmax(inner, -1), weight("w2", 30, 1));
        PlannedGraph planned = planned();
        INDArray good = inputs.get("x");
        INDArray expected = planned.run(inputs, List.of("y")).get("y").dup();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            inputs.put("x", good.dup().putScalar(3, bad));
            assertThat(planned.run(inputs, List.of("y")).get("y").getDouble(0)).isNaN();
        }
        inputs.put("x", good);
        assertThat(planned.run(inputs, List.of("y")).get("y")).isEqualTo(expected);
    }

    @Test
    void anInputMayBeAView() {
        SDVariable x = placeholder("x", 3, 4);
        x.mul("y", x);
        inputs.put("x", random(1, 4, 3).transpose());
        equalsSameDiff("y");
        inputs.put("x", random(1, 9, 4).get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 5)));
        equalsSameDiff("y");
    }

    @Test
    void emptyBatchesAreRejected() {
        sd.mmul("y", placeholder("x", 3, 4), weight("w", 4, 2));
        inputs.put("x", Nd4j.empty(DataType.FLOAT));
        assertThatThrownBy(() -> planned().run(inputs, List.of("y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
    }

    @Test
    void missingInputsUnsupportedTypesAndUnknownVariablesAreRejected() {
        sd.mmul("y", placeholder("x", 3, 4), weight("w", 4, 2));
        assertThatThrownBy(() -> planned().run(Map.of(), List.of("y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("placeholder x");
        assertThatThrownBy(() -> planned().run(Map.of("x", random(1, 3, 4).castTo(DataType.DOUBLE)), List.of("y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DOUBLE");
        assertThatThrownBy(() -> planned().run(inputs, List.of("nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void sumsHaveTheSameBitsForAnyNumberOfThreads(int threads) {
        SDVariable x = placeholder("x", 1000, 37);
        SDVariable b = weight("b", 37);
        x.add(b).mul(placeholder("up", 1000, 37)).sum().rename("loss");
        sd.setLossVariables("loss");
        sd.createGradFunction("b");
        String gradient = b.gradient().name();
        SameDiff grad = sd.getFunction("grad");
        INDArray one = new PlannedGraph(grad, 1, Optional.empty())
                .run(inputs, List.of(gradient))
                .get(gradient);
        INDArray other = new PlannedGraph(grad, threads, Optional.empty())
                .run(inputs, List.of(gradient))
                .get(gradient);
        assertThat(other).isEqualTo(one);
    }

    private PlannedGraph planned() {
        return new PlannedGraph(sd, 2, Optional.empty());
    }

    private void equalsSameDiff(String... names) {
        Map<String, INDArray> expected = sd.output(inputs, names);
        for (Optional<FrozenWeights> frozen :
                List.of(Optional.<FrozenWeights>empty(), Optional.of(new FrozenWeights()))) {
            PlannedGraph planned = new PlannedGraph(sd, 2, frozen);
            for (int run = 0; run < 2; run++) {
                Map<String, INDArray> found = planned.run(inputs, List.of(names));
                for (String name : names) {
                    close(name, expected.get(name), found.get(name));
                }
            }
        }
    }

    private static void close(String what, INDArray expected, INDArray found) {
        assertThat(found.shape()).as(what).isEqualTo(expected.shape());
        double largest = Math.max(1, expected.amaxNumber().doubleValue());
        assertThat(found.sub(expected).amaxNumber().doubleValue() / largest)
                .as(what)
                .isLessThan(3e-6);
    }

    private SDVariable placeholder(String name, int... sizes) {
        long[] shape = Arrays.stream(sizes).asLongStream().toArray();
        inputs.put(name, random(name.hashCode(), shape));
        long[] anyBatch = shape.clone();
        anyBatch[0] = -1;
        return sd.placeHolder(name, DataType.FLOAT, anyBatch);
    }

    private SDVariable weight(String name, long... shape) {
        return sd.var(name, random(name.hashCode(), shape));
    }

    private static INDArray random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** Returns erf(x) from its Taylor series, for small arguments. */
    private static double erf(double x) {
        double sum = 0;
        double term = x;
        for (int n = 0; n < 40; n++) {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
