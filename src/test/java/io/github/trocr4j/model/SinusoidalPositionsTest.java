package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("golden")
class SinusoidalPositionsTest {
    @Test
    void rowsAreHfs() throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open("vit-sinusoidal")) {
            float[] table = golden.floats("inter.sinusoidal_table");
            SinusoidalPositions positions =
                    SinusoidalPositions.of(config(24, 1)).orElseThrow();
            for (int row = 0; row < table.length / 24; row++) {
                assertRow(positions.row(row), table, row, 1e-6f);
            }
        }
    }

    @Test
    void rowsOfTheWidthOfRealModelsAreHfs() throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open("vit-sinusoidal")) {
            long[] rows = golden.longs("inter.sinusoidal_1024.rows");
            float[] values = golden.floats("inter.sinusoidal_1024.values");
            SinusoidalPositions positions =
                    SinusoidalPositions.of(config(1024, 1)).orElseThrow();
            for (int i = 0; i < rows.length; i++) {
                assertRow(positions.row((int) rows[i]), values, i, rows[i] < 64 ? 1e-6f : 2e-5f);
            }
        }
    }

    @Test
    void paddingIsZeroAndOthersBeginAfterItsRow() {
        SinusoidalPositions positions = SinusoidalPositions.of(config(24, 3)).orElseThrow();
        assertThat(positions.of(3, 5)).containsOnly(0);
        assertThat(positions.of(9, 0)).isEqualTo(positions.row(4));
        assertThat(positions.at(0)).isEqualTo(positions.row(4));
    }

    @Test
    void anOddWidthEndsWithZero() {
        float[] row = SinusoidalPositions.of(config(25, 1)).orElseThrow().row(7);
        assertThat(row).hasSize(25).endsWith(0);
        assertThat(row[12]).isEqualTo((float) Math.cos(7));
    }

    private static void assertRow(float[] found, float[] table, int row, float tolerance) {
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("%d, %d", row, i).isCloseTo(table[row * found.length + i], within(tolerance));
        }
    }

    private static TrOcrDecoderConfig config(int width, int pad) {
        return TrOcrDecoderConfigBuilder.builder(TrOcrConfig.trocrSmall().decoder())
                .dModel(width)
                .decoderAttentionHeads(1)
                .useLearnedPositionEmbeddings(false)
                .padTokenId(OptionalInt.of(pad))
                .build();
    }
}
