package io.github.trocr4j.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TeacherFiguresTest {
    @Test
    void countsDigitsAndWholeStrips() {
        byte[] labels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1};
        float[] probabilities = new float[labels.length * 10];
        for (int i = 0; i < labels.length; i++) {
            probabilities[i * 10 + (i == 6 ? 0 : labels[i])] = 1;
        }

        TeacherFigures figures = TeacherFigures.of(probabilities, labels);

        assertThat(figures.digits()).isEqualTo(12);
        assertThat(figures.digitsRight()).isEqualTo(11);
        assertThat(figures.strips()).isEqualTo(2);
        assertThat(figures.stripsRight()).isEqualTo(1);
    }

    @Test
    void ofEquallyManyRightTheSmallerCrossEntropyIsBetter() {
        TeacherFigures one = new TeacherFigures(10, 9, 2, 1, 0.5);

        assertThat(new TeacherFigures(10, 9, 2, 1, 0.4).isBetterThan(one)).isTrue();
        assertThat(new TeacherFigures(10, 8, 2, 2, 0.1).isBetterThan(one)).isFalse();
        assertThat(one.isBetterThan(one)).isFalse();
    }
}
