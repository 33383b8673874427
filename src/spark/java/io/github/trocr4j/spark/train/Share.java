package io.github.trocr4j.spark.train;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * What workers have computed of one step, added up.
 *
 * @param first the first of them: shares are added in this order, so that sums have the same bits whoever is done first
 * @param losses of their passes, in the order of the passes
 * @param gradients sums over their passes: for each trained parameter its values
 * @param seconds that the slowest of them took
 */
@SuppressWarnings("ArrayRecordComponent") // travels, and is never compared
record Share(int first, double[] losses, float[][] gradients, double seconds) implements Serializable {
    /** Adds to the first of these shares, by their order, the others. */
    static Share sum(List<Share> shares) {
        List<Share> ordered = shares.stream()
                .sorted(Comparator.comparingInt(Share::first))
                .toList();
        Share sum = ordered.get(0);
        for (Share more : ordered.subList(1, ordered.size())) {
            sum = sum.plus(more);
        }
        return sum;
    }

    private Share plus(Share more) {
        double[] both = new double[losses.length + more.losses.length];
        System.arraycopy(losses, 0, both, 0, losses.length);
        System.arraycopy(more.losses, 0, both, losses.length, more.losses.length);
        for (int i = 0; i < gradients.length; i++) {
            float[] to = gradients[i];
            float[] from = more.gradients[i];
            for (int j = 0; j < to.length; j++) {
                to[j] += from[j];
            }
        }
        return new Share(first, both, gradients, Math.max(seconds, more.seconds));
    }
}
