package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cross-attention for given tokens. */
class TrOcrAttentionTest {
    private static final ImageSize SIZE = new ImageSize(16, 80);

    @Test
    void eachRowHasMapsOfItsTokens() {
        try (TrOcr trOcr = new TrOcr(SmallModels.digits())) {
            List<AttentionMaps> maps =
                    trOcr.attention(pixels(2), 2, SIZE, new int[][] {{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}});
            assertThat(maps).hasSize(2);
            assertThat(maps.get(0).weights()[4]).isNotEqualTo(maps.get(1).weights()[4]);
            assertThatThrownBy(() -> trOcr.attention(pixels(2), 2, SIZE, new int[][] {{1, 2, 3, 4, 5}}))
                    .hasMessageContaining("expected 2 rows");
        }
    }

    @Test
    void parallelAttentionDoesNotDependOnTheTokens() {
        try (TrOcr parallel = new TrOcr(SmallModels.digits().withDecoding(Decoding.PARALLEL))) {
            float[][] one = weights(parallel, 1, 2, 3, 4, 5);
            assertThat(one).isDeepEqualTo(weights(parallel, 9, 9, 9, 9, 9));
            assertThat(one[1]).isNotEqualTo(one[0]);
        }
    }

    private static float[][] weights(TrOcr trOcr, int... read) {
        return trOcr.attention(pixels(1), 1, SIZE, new int[][] {read}).get(0).weights();
    }

    private static float[] pixels(int batch) {
        return Goldens.formula("input.pixel_values", batch * 3 * 16 * 80, 1f);
    }
}
