package io.github.trocr4j.graph;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The embeddings of tokens in a {@link TrainingGraph}, and their gradients. ND4J's {@code gather} has wrong gradients
 * if ids repeat, therefore a small vocabulary is looked up with a product of one-hot rows. For a large one, the product
 * would take longer than the decoder: its rows are looked up outside the graph, and the gradients of the rows added to
 * that of the table. Both give the same values. The row of the padding token gets no gradient from its lookups, as in
 * PyTorch with {@code padding_idx}.
 *
 * <p>Not thread-safe.
 */
final class TokenLookup implements AutoCloseable {
    /** Largest vocabulary that is looked up with a product. */
    static final int LARGEST_PRODUCT = 1024;

    private static final String IDS = "decoder_input_ids";
    private static final String ROWS = "inputs_embeds";

    private final Weights weights;
    private final TrOcrDecoderConfig config;
    private final boolean product;
    private final TokenEmbeddings positions;
    private Optional<INDArray> gradient = Optional.empty();

    /**
     * Creates a lookup.
     *
     * @param product whether to look up with a product
     */
    TokenLookup(Weights weights, boolean product) {
        this.weights = weights;
        this.config = weights.config().decoder();
        this.product = product;
        this.positions = new TokenEmbeddings(weights);
    }

    /**
     * Adds the inputs of the decoder to a graph.
     *
     * @param length L
     * @param p the scope {@code decoder}
     * @return scaled embeddings plus positions, rows [B*L, d_model]
     */
    SDVariable embed(TrOcrDecoder decoder, int length, Parameters p) {
        SDVariable embedded = null;
        if (product) {
            embedded = decoder.embedTokens(p.placeholder(IDS, -1, config.vocabSize()), p);
        }
        if (hasRows()) {
            SDVariable rows = p.placeholder(ROWS, -1, config.dModel());
            embedded = embedded == null ? rows : embedded.add(rows);
        }
        return config.useLearnedPositionEmbeddings() ? decoder.addPositions(embedded, length, p) : embedded;
    }

    /** Whether some rows, or parts of them, are no product: those of padding, and positions by formula. */
    private boolean hasRows() {
        return !product
                || positions.sinusoids().isPresent()
                || config.padTokenId().isPresent();
    }

    /** Returns the inputs of the graph for ids [B][L]. */
    Map<String, INDArray> inputs(int[][] ids) {
        Map<String, INDArray> inputs = new HashMap<>();
        if (product) {
            INDArray oneHot = TrainingBatch.oneHot(ids, config.vocabSize(), weights.dataType());
            inputs.put(IDS, oneHot);
            if (config.padTokenId().isPresent()) {
                clear(oneHot, ids);
            }
        }
        if (hasRows()) {
            inputs.put(ROWS, rows(ids));
        }
        return inputs;
    }

    private void clear(INDArray oneHot, int[][] ids) {
        for (int row = 0; row < ids.length; row++) {
            for (int t = 0; t < ids[row].length; t++) {
                if (isPadding(ids[row][t])) {
                    oneHot.putScalar((long) row * ids[row].length + t, ids[row][t], 0);
                }
            }
        }
    }

    private boolean isPadding(int id) {
        return config.padTokenId().isPresent() && config.padTokenId().getAsInt() == id;
    }

    /** Returns what is added to the product, [B*L, d_model]. */
    private INDArray rows(int[][] ids) {
        int d = config.dModel();
        int length = ids[0].length;
        double[] rows = new double[ids.length * length * d];
        double scale = config.scaleEmbedding() ? rounded(Math.sqrt(d)) : 1;
        for (int row = 0; row < ids.length; row++) {
            int[] counted = positions.positions(ids[row]);
            for (int t = 0; t < length; t++) {
                int id = ids[row][t];
                int at = (row * length + t) * d;
                if (id < 0 || id >= config.vocabSize()) {
                    throw new IllegalArgumentException("Id " + id + " at position " + t + " of row " + row
                            + " is outside 0 to " + (config.vocabSize() - 1) + ".");
                }
                if (!product || isPadding(id)) {
                    weights.row(ParameterShapes.EMBED_TOKENS, id, rows, at);
                    for (int i = at; i < at + d; i++) {
                        rows[i] = rounded(rows[i] * scale);
                    }
                }
                if (positions.sinusoids().isPresent()) {
                    float[] position = positions.sinusoids().get().of(id, counted[t]);
                    for (int i = 0; i < d; i++) {
                        rows[at + i] += position[i];
                    }
                }
            }
        }
        INDArray exact = Nd4j.create(rows, new long[] {(long) ids.length * length, d}, 'c');
        if (exact.dataType() == weights.dataType()) {
            return exact;
        }
        try (exact) {
            return exact.castTo(weights.dataType());
        }
    }

    private double rounded(double value) {
        return weights.dataType() == DataType.FLOAT ? (float) value : value;
    }

    /** Returns the input of the graph whose gradient {@link #gradient} needs; empty if it needs none. */
    Optional<String> differentiated() {
        return product ? Optional.empty() : Optional.of(ROWS);
    }

    /**
     * Adds the gradients of the lookups to that of the table.
     *
     * @param ids [B][L]
     * @param ofRows the gradient of {@link #differentiated}, [B*L, d_model]
     * @param ofProjection the gradient of a table that is the projection, too; it is modified
     * @return [V, d_model]; the next call may overwrite it
     */
    INDArray gradient(int[][] ids, INDArray ofRows, Optional<INDArray> ofProjection) {
        INDArray sum = ofProjection.orElseGet(this::zeros);
        double scale = config.scaleEmbedding() ? Math.sqrt(config.dModel()) : 1;
        int length = ids[0].length;
        for (int row = 0; row < ids.length; row++) {
            for (int t = 0; t < length; t++) {
                if (!isPadding(ids[row][t])) {
                    INDArray of = ofRows.getRow((long) row * length + t);
                    sum.getRow(ids[row][t]).addi(scale == 1 ? of : of.mul(scale));
                }
            }
        }
        return sum;
    }

    private INDArray zeros() {
        if (gradient.isEmpty()) {
            gradient = Optional.of(Nd4j.create(weights.dataType(), config.vocabSize(), config.dModel()));
        }
        return gradient.get().assign(0);
    }

    @Override
    public void close() {
        gradient.ifPresent(INDArray::close);
    }
}
