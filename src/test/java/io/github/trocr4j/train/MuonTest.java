package io.github.trocr4j.train;

import static io.github.trocr4j.Goldens.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.NativeFloats;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.plan.FusedMuon;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MuonTest {
    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void stepsEqualPyTorchs(GraphEngine engine) {
        assumeTrue(engine.runsOn(Backend.here()));
        // torch.optim.Muon of torch 2.13 in float64 instead of bfloat16, adjust_lr_fn="match_rms_adamw", three steps
        Map<long[], double[]> expected = Map.of(
                new long[] {3, 5},
                new double[] {
                    0.836342127,
                    0.996263154,
                    -0.601731742,
                    0.845079071,
                    -0.36566551,
                    -0.352545372,
                    0.866123347,
                    -0.668258588,
                    0.971995202,
                    0.90783798,
                    0.953564573,
                    -0.765329349,
                    0.951941419,
                    -0.0921662482,
                    -0.0407150457
                },
                new long[] {5, 3},
                new double[] {
                    0.830049954, 0.986897217, -0.600230213,
                    0.836529907, -0.363487471, -0.350256417,
                    0.86697002, -0.668632966, 0.973793891,
                    0.905668982, 0.961189077, -0.771488884,
                    0.950817881, -0.0880896785, -0.0364854675
                },
                new long[] {4, 4},
                new double[] {
                    0.831517768,
                    0.989848339,
                    -0.597373233,
                    0.839477362,
                    -0.371888583,
                    -0.350969037,
                    0.874570045,
                    -0.662733645,
                    0.976727645,
                    0.901790599,
                    0.958176147,
                    -0.757986301,
                    0.956959364,
                    -0.0958136087,
                    -0.0388471231,
                    0.980639794
                });
        double[] rates = {0.01, 0.03, 0.02};
        expected.forEach((shape, values) -> {
            INDArray matrix = waves(1, 1, shape);
            try (Muon muon = new Muon(Map.of("m", matrix), 0.1, key -> 0.5, engine)) {
                for (int step = 0; step < rates.length; step++) {
                    INDArray gradient = waves(2 * (0.5 + step), 2 + step, shape);
                    muon.step(Map.of("m", gradient), 2 * rates[step], 0.5);
                }
            }
            for (int i = 0; i < values.length; i++) {
                assertThat(matrix.ravel().getDouble(i)).isCloseTo(values[i], within(2e-6));
            }
        });
    }

    @Test
    void bothEnginesTakeTheSameSteps() {
        Map<String, INDArray> plain = matrices(0);
        Map<String, INDArray> fused = matrices(0);
        try (Muon one = new Muon(plain, 0.05, key -> 1, GraphEngine.PLAIN);
                Muon other = new Muon(fused, 0.05, key -> 1, GraphEngine.PLANNED)) {
            for (int step = 1; step < 4; step++) {
                Map<String, INDArray> gradients = matrices(100L * step);
                assertThat(other.norm(gradients)).isCloseTo(one.norm(gradients), withinPercentage(0.001));
                other.step(gradients, 1e-2, 0.3);
                one.step(gradients, 1e-2, 0.3);
            }
        }
        plain.forEach((key, values) ->
                assertThat(difference(values, fused.get(key))).as(key).isLessThan(1e-5));
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        List<float[]> one = afterAStep(1);
        for (int threads : new int[] {2, 3, 8}) {
            List<float[]> other = afterAStep(threads);
            for (int i = 0; i < one.size(); i++) {
                assertThat(other.get(i)).as("%d threads", threads).isEqualTo(one.get(i));
            }
        }
    }

    private static List<float[]> afterAStep(int threads) {
        List<INDArray> values = List.copyOf(matrices(0).values());
        List<FusedMuon.Slot> slots = values.stream()
                .map(value -> new FusedMuon.Slot(value, Nd4j.zeros(value.shape())))
                .toList();
        List<FusedMuon.Step> steps =
                values.stream().map(value -> new FusedMuon.Step(1, 0.99, 0.1)).toList();
        FusedMuon.Settings settings = new FusedMuon.Settings(0.9, 4, 3.4445, -4.7750, 2.0315, 1e-7);
        try (FusedMuon muon = new FusedMuon(slots, settings, threads)) {
            muon.step(List.copyOf(matrices(5).values()), steps);
        }
        return values.stream().map(NativeFloats::values).toList();
    }

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void stepsHaveSingularValuesNearOne(GraphEngine engine) {
        assumeTrue(engine.runsOn(Backend.here()));
        INDArray matrix = Nd4j.zeros(6, 6);
        try (Muon muon = new Muon(Map.of("m", matrix), 0, key -> 1, engine)) {
            INDArray gradient = Nd4j.diag(Nd4j.createFromArray(1f, 0.5f, -0.3f, 0.2f, -0.1f, 0.05f));
            muon.step(Map.of("m", gradient), 1 / (0.2 * Math.sqrt(6)), 1);
        }
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                double value = Math.abs(matrix.getDouble(i, j));
                assertThat(value).isBetween(i == j ? 0.6 : 0.0, i == j ? 1.3 : 1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void withoutGradientOnlyDecayIsLeft(GraphEngine engine) {
        assumeTrue(engine.runsOn(Backend.here()));
        INDArray matrix = Nd4j.ones(2, 3);
        try (Muon muon = new Muon(Map.of("m", matrix), 0.1, key -> 1, engine)) {
            muon.step(Map.of("m", Nd4j.zeros(2, 3)), 0.5, 1);
        }
        assertThat(matrix.ravel().toFloatVector()).containsOnly(0.95f);
    }

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void aNanInAGradientShowsInTheNorm(GraphEngine engine) {
        assumeTrue(engine.runsOn(Backend.here()));
        try (Muon muon = new Muon(Map.of("m", Nd4j.ones(2, 2)), 0, key -> 1, engine)) {
            INDArray gradient = Nd4j.createFromArray(1f, 2f, Float.NaN, 4f).reshape(2, 2);
            assertThat(muon.norm(Map.of("m", gradient))).isNaN();
        }
    }

    @Test
    void matricesOfLayersAreTrainedAndNothingElse() {
        try (Weights weights = SmallModels.digits().weights()) {
            assertThat(weights.arrays().entrySet().stream()
                            .filter(entry -> Muon.trains(entry.getKey(), entry.getValue()))
                            .map(Map.Entry::getKey))
                    .contains(
                            "encoder.encoder.layer.0.attention.attention.query.weight",
                            "encoder.encoder.layer.0.intermediate.dense.weight",
                            "decoder.model.decoder.layers.0.encoder_attn.out_proj.weight",
                            "decoder.model.decoder.layers.0.fc2.weight")
                    .noneMatch(key -> key.contains("embed")
                            || key.contains("norm")
                            || key.endsWith("bias")
                            || key.contains("output_projection"));
        }
    }

    private static Map<String, INDArray> matrices(long seed) {
        Map<String, INDArray> matrices = new LinkedHashMap<>();
        long[][] shapes = {{3, 5}, {192, 192}, {70, 280}, {130, 33}, {1, 4}};
        for (int i = 0; i < shapes.length; i++) {
            matrices.put("m" + i, AdamWTest.random(seed + i, shapes[i]));
        }
        return matrices;
    }

    private static INDArray waves(double size, int phase, long[] shape) {
        float[] values = new float[(int) (shape[0] * shape[1])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * StrictMath.sin((double) i * i * 0.7 + phase));
        }
        return Nd4j.create(values, shape, 'c');
    }
}
