package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cross-attention for given tokens. */
class TrOcrAttentionTest {
    private static final ImageSize SIZE = new ImageSize(16, 80);

    @Test
    void eachRowHasMapsOfItsTokens() {
        for (ImageToText model : engines(SmallModels.digits())) {
            List<AttentionMaps> maps =
                    model.attention(pixels(2), 2, SIZE, new int[][] {{10, 1, 2, 3, 4}, {10, 5, 4, 3, 2}});
            assertThat(maps).hasSize(2);
            assertThat(maps.get(0).weights()[4]).isNotEqualTo(maps.get(1).weights()[4]);
            assertThatThrownBy(() -> model.attention(pixels(2), 2, SIZE, new int[][] {{10, 1, 2, 3, 4}}))
                    .hasMessageContaining("expected 2 rows");
            model.close();
        }
    }

    @Test
    void parallelAttentionDoesNotDependOnTheTokens() {
        for (ImageToText model : engines(SmallModels.digits().withDecoding(Decoding.PARALLEL))) {
            float[][] one = weights(model, 10, 10, 10, 10, 10);
            assertThat(one[1]).isNotEqualTo(one[0]);
            model.close();
        }
    }

    @Test
    void bothEnginesSeeTheSame() {
        for (Decoding decoding : Decoding.values()) {
            List<ImageToText> engines = engines(SmallModels.digits().withDecoding(decoding));
            int[] ids = decoding == Decoding.PARALLEL ? new int[] {10, 10, 10, 10, 10} : new int[] {10, 1, 2, 3, 4};
            float[][] nd4j = weights(engines.get(0), ids);
            float[][] java = weights(engines.get(1), ids);
            for (int t = 0; t < ids.length; t++) {
                assertThat(java[t]).containsExactly(nd4j[t], within(1e-6f));
            }
            engines.forEach(ImageToText::close);
        }
    }

    private static List<ImageToText> engines(ModelDirectory model) {
        return List.of(new TrOcr(model), new JavaTrOcr(model.config(), model.weights()::values, 2));
    }

    private static float[][] weights(ImageToText model, int... decoderInputIds) {
        return model.attention(pixels(1), 1, SIZE, new int[][] {decoderInputIds})
                .get(0)
                .weights();
    }

    private static float[] pixels(int batch) {
        return Goldens.formula("input.pixel_values", batch * 3 * 16 * 80, 1f);
    }
}
