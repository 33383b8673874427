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
        float[] mean = probabilities(teachers.get(0), batch, pictures);
        for (Teacher other : teachers.subList(1, teachers.size())) {
            float[] more = probabilities(other, batch, pictures);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += more[i];
            }
        }
        if (teachers.size() > 1) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= teachers.size();
            }
        }
        return batch.taught(mean, distillation.share());
    }

    private float[] probabilities(Teacher teacher, TrainingBatch batch, List<Picture> pictures) {
        float[] probabilities = teacher.probabilities(pictures, batch.labels());
        if (distillation.temperature() != 1) {
            int rows = batch.size() * batch.labels()[0].length;
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
