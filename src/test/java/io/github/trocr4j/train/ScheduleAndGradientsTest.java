package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Presets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ScheduleAndGradientsTest {
    @Test
    void theRateRisesThenFallsToZero() {
        LearningRateSchedule schedule = new LearningRateSchedule(2e-3, 10, 110);
        assertThat(schedule.at(0)).isCloseTo(2e-4, within(1e-12));
        assertThat(schedule.at(9)).isCloseTo(2e-3, within(1e-12));
        assertThat(schedule.at(60)).isCloseTo(1e-3, within(1e-12));
        assertThat(schedule.at(110)).isCloseTo(0, within(1e-12));
        assertThat(schedule.at(500)).isCloseTo(0, within(1e-12));
    }

    @Test
    void gradientsThatAreTooLongAreShortenedTogether() {
        Map<String, INDArray> gradients = Map.of("a", Nd4j.createFromArray(3f, 0f), "b", Nd4j.createFromArray(4f));
        assertThat(Gradients.clip(gradients, 1)).isCloseTo(5, within(1e-6));
        assertThat(Gradients.norm(gradients)).isCloseTo(1, within(1e-6));
        assertThat(gradients.get("a").getDouble(0)).isCloseTo(0.6, within(1e-6));
    }

    @Test
    void shortGradientsStayAsTheyAre() {
        Map<String, INDArray> gradients = Map.of("a", Nd4j.createFromArray(0.3f, 0.4f));
        assertThat(Gradients.clip(gradients, 1)).isCloseTo(0.5, within(1e-6));
        assertThat(gradients.get("a").toFloatVector()).containsExactly(0.3f, 0.4f);
    }

    @Test
    void aStepIsSplitIntoEqualPassesThatFit() {
        BatchPlan roomy = BatchPlan.fitting(Presets.compact(), 64, 8L << 30);
        assertThat(roomy).isEqualTo(new BatchPlan(64, 1));
        BatchPlan tight = BatchPlan.fitting(Presets.trocrSmall(), 32, 4L << 30);
        assertThat(tight.batchSize()).isLessThan(32);
        assertThat(tight.batchSize() * tight.accumulation()).isEqualTo(32);
        assertThat(BatchPlan.fitting(Presets.trocrSmall(), 7, 1).batchSize()).isEqualTo(1);
        assertThat(BatchPlan.fitting(Presets.trocrSmall().withImageSize(new ImageSize(48, 240)), 32, 8L << 30))
                .isEqualTo(new BatchPlan(32, 1));
    }
}
