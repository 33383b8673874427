package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GeneratedDigitsTest {
    private final Digits digits = GeneratedDigits.generate(1, 2_000, 500);

    @Test
    void theyAreWhatWasAskedForAndSayWhatTheyAre() {
        assertThat(digits.train().size()).isEqualTo(2_000);
        assertThat(digits.test().size()).isEqualTo(500);
        assertThat(digits.generated()).isTrue();
        assertThat(digits.source()).isEqualTo("generated digits, seed 1");
        assertThat(digits.sha256()).isEmpty();
        int[] counts = new int[10];
        for (byte label : digits.train().labels()) {
            counts[label]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> count > 130 && count < 270);
    }

    @Test
    void theSameSeedGivesTheSameBytesOnEveryPlatform() {
        // Another hash would make figures of older runs incomparable.
        assertThat(digits.train().sha256())
                .isEqualTo("cdc0d6a72226d0e0a3519f7d700c5867e82bb3c30a0a20b370e10e87de26b956");
        assertThat(GeneratedDigits.generate(1, 300, 0).train().sha256())
                .as("a digit does not depend on how many others are made")
                .isEqualTo(digits.train().first(300).sha256());
        assertThat(GeneratedDigits.generate(2, 300, 0).train().sha256())
                .isNotEqualTo(digits.train().first(300).sha256());
    }

    @Test
    void trainAndTestShareNoPicture() {
        Set<String> pictures = new HashSet<>();
        for (int i = 0; i < digits.train().size(); i++) {
            pictures.add(Sha256.of(digits.train().image(i)));
        }
        assertThat(pictures).hasSize(digits.train().size());
        for (int i = 0; i < digits.test().size(); i++) {
            assertThat(pictures).doesNotContain(Sha256.of(digits.test().image(i)));
        }
    }

    @Test
    void theyAreFittedAsMnistsDigitsAre() {
        List<Double> longerSides = new ArrayList<>();
        for (int i = 0; i < digits.test().size(); i++) {
            byte[] image = digits.test().image(i);
            double ink = 0;
            double x = 0;
            double y = 0;
            int[] box = {28, 28, -1, -1};
            for (int p = 0; p < image.length; p++) {
                int value = image[p] & 0xff;
                ink += value;
                x += value * (p % 28 + 0.5);
                int row = p / 28;
                y += value * (row + 0.5);
                if (value > 100) {
                    box[0] = Math.min(box[0], p % 28);
                    box[1] = Math.min(box[1], p / 28);
                    box[2] = Math.max(box[2], p % 28 + 1);
                    box[3] = Math.max(box[3], p / 28 + 1);
                }
            }
            assertThat(x / ink).as("centre of digit %s", i).isEqualTo(14, Offset.offset(0.6));
            assertThat(y / ink).as("centre of digit %s", i).isEqualTo(14, Offset.offset(0.6));
            assertThat(ink / 255).as("ink of digit %s", i).isBetween(15.0, 350.0);
            longerSides.add((double) Math.max(box[2] - box[0], box[3] - box[1]));
        }
        assertThat(longerSides).allMatch(side -> side >= 17 && side <= 23);
    }

    @Test
    void theirMeanGrayIsNearMnists() {
        long sum = 0;
        for (byte pixel : digits.train().images()) {
            sum += pixel & 0xff;
        }
        double mean = (double) sum / digits.train().images().length;
        assertThat(mean).as("MNIST's training digits have 33.3").isBetween(30.0, 37.0);
    }
}
