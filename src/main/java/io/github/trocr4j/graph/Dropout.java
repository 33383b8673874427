package io.github.trocr4j.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Inverted dropout (Srivastava et al. 2014). The masks are inputs of the graph: the trainer draws them from its own
 * random stream, so a step can be repeated bit for bit, and the gradient is that of a product. Outside training and at
 * rate 0, nothing is added to the graph.
 *
 * <p>A mask can also drop all values of an image: stochastic depth (Huang et al. 2016, "Deep networks with stochastic
 * depth"), which then costs no operation of its own.
 */
final class Dropout {
    /** No dropout. */
    static final Dropout NONE = new Dropout(null, null, 0, null);

    private final SameDiff sd;
    private final DataType dataType;
    private final double rate;
    private final Map<String, Mask> masks;

    /**
     * A mask in the graph.
     *
     * @param rate probability that a value is dropped
     * @param imageRate probability that all values of an image are dropped
     * @param rowsPerImage first dimension of the mask for a batch of one image
     * @param row the other dimensions
     */
    record Mask(double rate, double imageRate, int rowsPerImage, long[] row) {
        Mask(double rate, int rowsPerImage, long[] row) {
            this(rate, 0, rowsPerImage, row);
        }

        /** Returns the shape of the mask for a batch of this many images. */
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

    /** Creates dropout for training. {@link #masks()} returns the masks that are added to the graph. */
    static Dropout training(SameDiff sd, DataType dataType) {
        return new Dropout(sd, dataType, 0, new LinkedHashMap<>());
    }

    /** Returns dropout with another rate that adds to the same masks. */
    Dropout at(double newRate) {
        return this == NONE ? NONE : new Dropout(sd, dataType, newRate, masks);
    }

    /** Multiplies {@code x} [B*rowsPerImage, row...] by a mask of the same shape with values 0 and 1/(1-rate). */
    SDVariable apply(SDVariable x, int rowsPerImage, long... row) {
        return applyToBranch(x, 0, rowsPerImage, row);
    }

    /**
     * As above, for the output of a residual branch, which stochastic depth drops for a whole image at a time: the
     * values of the others are also divided by 1 - {@code imageRate}.
     */
    SDVariable applyToBranch(SDVariable x, double imageRate, int rowsPerImage, long... row) {
        if (this == NONE || (rate == 0 && imageRate == 0)) {
            return x;
        }
        String name = "dropout_mask." + masks.size();
        masks.put(name, new Mask(rate, imageRate, rowsPerImage, row));
        return x.mul(sd.placeHolder(name, dataType, shapeOfAnyBatch(row)));
    }

    private static long[] shapeOfAnyBatch(long[] row) {
        long[] shape = new long[row.length + 1];
        shape[0] = -1;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    /** Returns the masks by the name of their placeholder, in the order of the graph. */
    Map<String, Mask> masks() {
        return masks;
    }
}
