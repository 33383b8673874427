package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DigitSetTest {
    private final DigitSet digits = IdxFiles.digits(20);

    @Test
    void arraysThatDoNotBelongTogetherAreRefused() {
        assertThatThrownBy(() -> new DigitSet(new byte[784], new byte[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 784 pixels for each of 2 labels, found 784 pixels");
        assertThatThrownBy(() -> new DigitSet(new byte[784], new byte[] {-1}))
                .hasMessage("expected labels of 0 to 9, found 255");
    }

    @Test
    void selectionKeepsImagesWithTheirLabels() {
        DigitSet picked = digits.select(13, 2);
        assertThat(picked.labels()).containsExactly(3, 2);
        assertThat(picked.image(0)).containsOnly(13);
        assertThat(picked.image(1)).containsOnly(2);
        assertThat(digits.first(3).labels()).containsExactly(0, 1, 2);
        assertThat(digits.first(1000).size()).isEqualTo(20);
    }

    @Test
    void holdingOutSplitsWithoutLossAndBySeedAlone() {
        DigitSet.Split split = digits.holdOut(6, 42);
        assertThat(split.train().size()).isEqualTo(14);
        assertThat(split.validation().size()).isEqualTo(6);
        byte[] seen = new byte[20];
        for (DigitSet part : new DigitSet[] {split.train(), split.validation()}) {
            for (int i = 0; i < part.size(); i++) {
                seen[part.image(i)[0]]++;
            }
        }
        assertThat(seen).containsOnly(1);
        assertThat(digits.holdOut(6, 42).validation().sha256())
                .isEqualTo(split.validation().sha256());
        assertThat(digits.holdOut(6, 43).validation().sha256())
                .isNotEqualTo(split.validation().sha256());
        assertThatThrownBy(() -> digits.holdOut(21, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHashCoversImagesAndLabels() {
        // sha256sum of 784 zero bytes followed by one byte 7
        assertThat(new DigitSet(new byte[784], new byte[] {7}).sha256())
                .isEqualTo("cd738fae55c83c76242d8e572a50dc55cd16f9d95f2ff25ee98636052c2cdec5");
        assertThat(digits.sha256()).hasSize(64).isNotEqualTo(digits.select(1, 0).sha256());
    }
}
