package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceDatasetTest {
    private final DigitSet digits = IdxFiles.digits(53);

    @Test
    void everyEpochUsesEachDigitAtMostOnceAndDropsTheRest() {
        SequenceDataset dataset = new SequenceDataset(digits, Augmentation.NONE, 1);
        assertThat(dataset.size()).isEqualTo(10);
        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < dataset.size(); i++) {
                Strip strip = dataset.strip(epoch, i);
                for (int d = 0; d < 5; d++) {
                    int gray = strip.pixels()[d * 28]; // each digit's gray level is its position in the set
                    assertThat(strip.digits()[d]).isEqualTo(gray % 10);
                    seen.add(gray);
                }
            }
            assertThat(seen).hasSize(50).doesNotHaveDuplicates();
        }
        assertThatThrownBy(() -> dataset.strip(0, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aStripDependsOnSeedEpochAndIndexAlone() {
        SequenceDataset forward = new SequenceDataset(digits, Augmentation.STRONG, 1);
        List<byte[]> first = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            first.add(forward.strip(i / 10, i % 10).pixels());
        }
        SequenceDataset threaded = new SequenceDataset(digits, Augmentation.STRONG, 1);
        List<byte[]> again = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> threaded.strip((29 - i) / 10, (29 - i) % 10).pixels())
                .toList();
        for (int i = 0; i < 30; i++) {
            assertThat(again.get(29 - i)).as("strip %s", i).isEqualTo(first.get(i));
        }
    }

    @Test
    void anotherSeedOrEpochGroupsAnew() {
        Strip strip = new SequenceDataset(digits, Augmentation.NONE, 1).strip(0, 0);
        assertThat(new SequenceDataset(digits, Augmentation.NONE, 1).strip(1, 0).pixels())
                .isNotEqualTo(strip.pixels());
        assertThat(new SequenceDataset(digits, Augmentation.NONE, 2).strip(0, 0).pixels())
                .isNotEqualTo(strip.pixels());
    }

    @Test
    void stripsInOrderAreTheFilesDigitsFiveByFive() {
        List<Strip> strips = SequenceDataset.inOrder(digits);
        assertThat(strips).hasSize(10);
        assertThat(strips.get(1).digits()).containsExactly(5, 6, 7, 8, 9);
        assertThat(strips.get(1).text()).isEqualTo("56789");
        for (int y = 0; y < Strip.HEIGHT; y++) {
            for (int x = 0; x < Strip.WIDTH; x++) {
                assertThat(strips.get(1).pixels()[y * 140 + x]).isEqualTo((byte) (5 + x / 28));
            }
        }
    }

    @Test
    void aStripOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new Strip(new byte[1], new int[5]))
                .hasMessage("expected 3920 pixels and 5 digits, found 1 and 5");
    }

    @Test
    void aPermutationContainsEveryNumberOnceAndFavoursNoPlace() {
        int[] firsts = new int[5];
        for (int seed = 0; seed < 5000; seed++) {
            int[] order = Seeds.permutation(5, Seeds.random(seed));
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            firsts[order[0]]++;
        }
        assertThat(IntStream.of(firsts)).allMatch(count -> count > 880 && count < 1120);
    }
}
