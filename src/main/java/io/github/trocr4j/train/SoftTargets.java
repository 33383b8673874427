package io.github.trocr4j.train;

import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.image.Picture;
import java.util.List;

/**
 * The targets of a training with teachers: the mean of their probabilities, mixed with the labels.
 *
 * @param teachers at least one; closed with the targets
 * @param distillation share and temperature
 */
public record SoftTargets(List<Teacher> teachers, Distillation distillation) implements AutoCloseable {
    /** Returns a batch with the targets for its pictures. */
    TrainingBatch addTo(TrainingBatch batch, List<Picture> pictures) {
        return mixed(batch, probabilities(pictures, batch.labels()));
    }

    /** Returns a batch whose targets are mixed from its labels and from these probabilities. */
    TrainingBatch mixed(TrainingBatch batch, float[] probabilities) {
        return batch.taught(probabilities, distillation.share());
    }

    /** Returns the mean of the probabilities of the teachers; see {@link Teacher#probabilities}. */
    float[] probabilities(List<Picture> pictures, int[][] labels) {
        float[] mean = probabilities(teachers.get(0), pictures, labels);
        for (Teacher other : teachers.subList(1, teachers.size())) {
            float[] more = probabilities(other, pictures, labels);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += more[i];
            }
        }
        if (teachers.size() > 1) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= teachers.size();
            }
        }
        return mean;
    }

    private float[] probabilities(Teacher teacher, List<Picture> pictures, int[][] labels) {
        float[] probabilities = teacher.probabilities(pictures, labels);
        if (distillation.temperature() != 1) {
            int rows = labels.length * labels[0].length;
            soften(probabilities, probabilities.length / rows, distillation.temperature());
        }
        return probabilities;
    }

    /**
     * Divides the logits of rows of probabilities by the temperature, in place: the softmax of the quotients is the
     * root of the probabilities, which need no logits, divided by the sum of its row.
     */
    static void soften(float[] probabilities, int outputs, double temperature) {
        for (int row = 0; row < probabilities.length; row += outputs) {
            double sum = 0;
            for (int i = row; i < row + outputs; i++) {
                double root = StrictMath.pow(probabilities[i], 1 / temperature);
                probabilities[i] = (float) root;
                sum += root;
            }
            for (int i = row; i < row + outputs; i++) {
                probabilities[i] = (float) (probabilities[i] / sum);
            }
        }
    }

    @Override
    public void close() {
        teachers.forEach(Teacher::close);
    }
}
