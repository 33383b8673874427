package io.github.trocr4j.train;

import io.github.trocr4j.image.Picture;
import java.util.List;

/**
 * What a model learns from beside the labels: something that reads the same pictures better (G. Hinton et al.,
 * "Distilling the knowledge in a neural network", 2015). The same pictures and labels give the same bits each time, or
 * a resumed run would differ from an uninterrupted one.
 */
public interface Teacher extends AutoCloseable {
    /**
     * Returns the probabilities of the student's outputs at each label.
     *
     * @param pictures B pictures, changed at random as the student's
     * @param labels [B][L]; what a teacher that reads one output after the other may assume before each
     * @return [B*L*outputs], row by row; anything finite at ignored labels
     */
    float[] probabilities(List<Picture> pictures, int[][] labels);

    /** Frees the memory of the teacher. */
    @Override
    void close();
}
