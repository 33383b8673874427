package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ScheduleAndGradientsTest {
    private static final BatchPlan.Load DIGITS = new BatchPlan.Load(TrainingConfig.Freeze.NONE, 5);

    @Test
    void theRateRisesThenFallsToZero() {
        TrainingConfig.LearningRateSchedule schedule = new TrainingConfig.LearningRateSchedule(2e-3, 10, 110);
        assertThat(schedule.at(0)).isCloseTo(2e-4, within(1e-12));
        assertThat(schedule.at(9)).isCloseTo(2e-3, within(1e-12));
        assertThat(schedule.at(60)).isCloseTo(1e-3, within(1e-12));
        assertThat(schedule.at(110)).isCloseTo(0, within(1e-12));
        assertThat(schedule.at(500)).isCloseTo(0, within(1e-12));
    }

    @Test
    void longGradientsAreClippedTogether() {
        double norm = Gradients.norm(List.of(Nd4j.createFromArray(3f, 0f), Nd4j.createFromArray(4f)));
        assertThat(norm).isCloseTo(5, within(1e-6));
        assertThat(Gradients.clipFactor(norm, 1)).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void shortGradientsStayAsTheyAre() {
        assertThat(Gradients.clipFactor(0.5, 1)).isEqualTo(1);
    }

    @Test
    void microBatchesOfAStepAreAddedUp() {
        Map<String, INDArray> sum = new HashMap<>();
        INDArray lent = Nd4j.createFromArray(1f, 2f); // like an output of a graph: the next run overwrites it
        for (int step = 0; step < 2; step++) {
            lent.assign(Nd4j.createFromArray(1f, 2f));
            Gradients.sum(sum, Map.of("a", lent), true);
            lent.assign(Nd4j.createFromArray(3f, 5f));
            Gradients.sum(sum, Map.of("a", lent), false);
            assertThat(sum.get("a").toFloatVector()).containsExactly(4f, 7f);
        }
    }

    @Test
    void aStepIsSplitIntoEqualMicroBatchesThatFit() {
        BatchPlan roomy = BatchPlan.fitting(TrOcrConfig.compact(), DIGITS, 64, 8L << 30);
        assertThat(roomy).isEqualTo(new BatchPlan(64, 1));
        BatchPlan tight = BatchPlan.fitting(TrOcrConfig.trocrSmall(), DIGITS, 32, 4L << 30);
        assertThat(tight.batchSize()).isLessThan(32);
        assertThat(tight.batchSize() * tight.accumulation()).isEqualTo(32);
        assertThat(BatchPlan.fitting(TrOcrConfig.trocrSmall(), DIGITS, 7, 1).batchSize())
                .isEqualTo(1);
        assertThat(BatchPlan.fitting(
                        TrOcrConfig.trocrSmall().withImageSize(new ImageSize(48, 240)), DIGITS, 32, 8L << 30))
                .isEqualTo(new BatchPlan(32, 1));
    }

    @Test
    void theLearningRateFallsFromTheHeadToThePatches() {
        TrOcrConfig config = TrOcrConfig.compact(); // 4 encoder layers, 2 decoder layers
        assertThat(LayerDecay.scale("decoder.output_projection.weight", config, 0.5))
                .isEqualTo(1);
        assertThat(LayerDecay.scale("decoder.model.decoder.layers.1.fc1.weight", config, 0.5))
                .isEqualTo(0.5);
        assertThat(LayerDecay.scale("decoder.model.decoder.layers.0.fc1.weight", config, 0.5))
                .isEqualTo(0.25);
        assertThat(LayerDecay.scale("decoder.model.decoder.embed_tokens.weight", config, 0.5))
                .isEqualTo(0.25);
        assertThat(LayerDecay.scale("encoder.layernorm.bias", config, 0.5)).isEqualTo(0.125);
        assertThat(LayerDecay.scale("encoder.encoder.layer.3.output.dense.bias", config, 0.5))
                .isEqualTo(0.125);
        assertThat(LayerDecay.scale("encoder.encoder.layer.0.output.dense.bias", config, 0.5))
                .isEqualTo(1 / 64.0);
        assertThat(LayerDecay.scale("encoder.embeddings.cls_token", config, 0.5))
                .isEqualTo(1 / 128.0);
        assertThat(LayerDecay.scale("encoder.embeddings.cls_token", config, 1)).isEqualTo(1);
    }
}
