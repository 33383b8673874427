package io.github.trocr4j.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Inverted dropout (Srivastava et al. 2014) whose masks are inputs of the graph: who trains draws them from a stream of
 * their own, so that a step can be repeated to the bit and the gradient is that of a plain product. Outside training,
 * and at rate 0, nothing is added to the graph.
 */
final class Dropout {
    /** Leaves everything as it is. */
    static final Dropout NONE = new Dropout(null, null, 0, null);

    private final SameDiff sd;
    private final DataType dataType;
    private final double rate;
    private final Map<String, Mask> masks;

    /**
     * One mask of the graph.
     *
     * @param rate share of values that are dropped
     * @param rowsPerImage first dimension of the mask, for a batch of one
     * @param row the other dimensions
     */
    record Mask(double rate, int rowsPerImage, long[] row) {
        /** Shape of the mask for a batch of this many images. */
        long[] shape(int batch) {
            long[] shape = new long[row.length + 1];
            shape[0] = (long) batch * rowsPerImage;
            System.arraycopy(row, 0, shape, 1, row.length);
            return shape;
        }
    }

    private Dropout(SameDiff sd, DataType dataType, double rate, Map<String, Mask> masks) {
        this.sd = sd;
        this.dataType = dataType;
        this.rate = rate;
        this.masks = masks;
    }

    /** For training: records in {@link #masks()} each mask it puts into the graph. */
    static Dropout training(SameDiff sd, DataType dataType) {
        return new Dropout(sd, dataType, 0, new LinkedHashMap<>());
    }

    /** The same masks, at this rate from here on. */
    Dropout at(double newRate) {
        return this == NONE ? NONE : new Dropout(sd, dataType, newRate, masks);
    }

    /** {@code x} [B*rowsPerImage, row...] times a mask of that shape with values 0 and 1/(1-rate). */
    SDVariable apply(SDVariable x, int rowsPerImage, long... row) {
        if (rate == 0 || this == NONE) {
            return x;
        }
        String name = "dropout_mask." + masks.size();
        masks.put(name, new Mask(rate, rowsPerImage, row));
        return x.mul(sd.placeHolder(name, dataType, shapeOfAnyBatch(row)));
    }

    private static long[] shapeOfAnyBatch(long[] row) {
        long[] shape = new long[row.length + 1];
        shape[0] = -1;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /** Placeholder to mask, in the order of the graph. */
    Map<String, Mask> masks() {
        return masks;
    }
}
