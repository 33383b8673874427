package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.Mnist;
import io.github.trocr4j.data.PublishedMnist;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.train.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the shipped model. */
@Tag("slow")
class ShippedModelTest {
    @Test
    void theShippedModelIsTheOneInTheRepository() throws IOException {
        ModelDirectory inTheJar = ModelDirectory.shipped();
        ModelDirectory inTheRepository = ModelDirectory.load(Path.of("weights", "compact"));
        assertThat(inTheJar.config().encoder())
                .isEqualTo(Preset.named("thorough").orElseThrow().model().encoder());
        assertThat(inTheJar.config()).isEqualTo(inTheRepository.config());
        assertThat(inTheJar.processor().config())
                .isEqualTo(inTheRepository.processor().config());
        for (String key : inTheJar.weights().arrays().keySet()) {
            assertThat(inTheJar.weights().values(key))
                    .as(key)
                    .isEqualTo(inTheRepository.weights().values(key));
        }
    }

    @Test
    void theShippedModelReadsNearlyAllFirstStripsOfMnist() throws IOException {
        List<Strip> strips = SequenceDataset.inOrder(
                        Mnist.load(PublishedMnist.directory()).test())
                .subList(0, 200);
        try (DigitReader reader = DigitReader.load()) {
            List<Reading> readings = reader.readStrips(strips.stream()
                    .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                    .toList());
            long exact = 0;
            for (int i = 0; i < strips.size(); i++) {
                exact += readings.get(i).digits().equals(strips.get(i).text()) ? 1 : 0;
            }
            assertThat(exact).isGreaterThanOrEqualTo(190);
        }
    }
}
