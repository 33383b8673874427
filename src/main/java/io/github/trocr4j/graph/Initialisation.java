package io.github.trocr4j.graph;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.SinusoidalPositions;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.ViTConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Initial weights. As in HF's {@code _init_weights}, matrices and embeddings are normally distributed with the
 * configuration's standard deviation, biases are 0 and LayerNorm weights are 1. Unlike in HF, position tables are
 * sinusoidal, and the decoder of a model for strips begins by attending to the place of each digit: with HF's small
 * noise, a model trained from scratch needs its first forty thousand strips to learn where the second digit is. The
 * values depend on the seed and the key only.
 */
public final class Initialisation {
    private static final double LONGEST_PERIOD = 10_000;
    private static final String QUERY_PROJECTION = ".q_proj.weight";
    private static final String KEY_PROJECTION = ".k_proj.weight";

    private Initialisation() {}

    /** Creates all parameters of a new model. */
    public static Weights weights(TrOcrConfig config, long seed) {
        return Weights.from(config, (key, shape) -> values(config, key, shape, seed));
    }

    /** Returns the initial values of one parameter, row-major. */
    public static float[] values(TrOcrConfig config, String key, long[] shape, long seed) {
        float[] values = new float[Math.toIntExact(ParameterShapes.length(shape))];
        if (key.endsWith(".bias")) {
            return values;
        }
        if (key.endsWith("position_embeddings")) {
            ViTConfig encoder = config.encoder();
            int columns = encoder.imageSize().width() / encoder.patchSize();
            int first = encoder.specialTokens();
            return sinusoidalGrid(values, encoder.hiddenSize(), first, columns);
        }
        if (key.endsWith("embed_positions.weight")) {
            sinusoidalLine(values, config.decoder().dModel(), TrOcrDecoderConfig.POSITION_OFFSET);
            config.digitHead().ifPresent(head -> placesOfDigits(values, config, head.length()));
            return values;
        }
        if (config.digitHead().isPresent() && key.contains(".encoder_attn.")) {
            if (key.endsWith(KEY_PROJECTION)) {
                return normal(values, 1 / Math.sqrt(config.decoder().dModel()), key, seed);
            }
            if (key.endsWith(QUERY_PROJECTION)) {
                return queries(values, config, key, seed);
            }
        }
        if (key.contains("layernorm") || key.contains("layer_norm")) {
            Arrays.fill(values, 1f);
            return values;
        }
        double std = key.startsWith("encoder.")
                ? config.encoder().initializerRange()
                : config.decoder().initStd();
        return normal(values, std, key, seed);
    }

    private static float[] normal(float[] values, double std, String key, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * key.hashCode()));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (std * gaussian(random));
        }
        return values;
    }

    /**
     * Writes the positions of the digits of a strip: the mean of the encoder's position embeddings in the columns of a
     * digit, minus that of all columns, with the norm of a row of sines and cosines. Since {@link #queries} does to
     * them what the key projection does to patches, each position begins by attending to its digit.
     *
     * @param table [rows, d_model]
     */
    private static void placesOfDigits(float[] table, TrOcrConfig config, int digits) {
        ViTConfig encoder = config.encoder();
        int columns = encoder.imageSize().width() / encoder.patchSize();
        int hidden = encoder.hiddenSize();
        int width = config.decoder().dModel();
        int shared = shared(config);
        float[] patches = sinusoidalGrid(new float[columns * hidden], hidden, 0, columns); // [columns, hidden]
        double[] all = mean(patches, hidden, 0, columns);
        double share = (double) columns / digits;
        int rows = table.length / width - TrOcrDecoderConfig.POSITION_OFFSET;
        for (int digit = 0; digit < Math.min(digits, rows); digit++) {
            double[] place = mean(patches, hidden, digit * share, (digit + 1) * share);
            double squares = 0;
            for (int d = hidden - shared; d < hidden; d++) {
                place[d] -= all[d];
                squares += place[d] * place[d];
            }
            double scale = squares == 0 ? 0 : Math.sqrt(width / (2 * squares));
            int row = (TrOcrDecoderConfig.POSITION_OFFSET + digit) * width;
            for (int d = 0; d < width; d++) {
                table[row + d] = d < shared ? (float) (scale * place[hidden - shared + d]) : 0;
            }
        }
    }

    /** Returns the mean of rows from and to a place, where parts of rows count as such. */
    private static double[] mean(float[] rows, int width, double from, double to) {
        double[] mean = new double[width];
        for (int row = 0; row < rows.length / width; row++) {
            double part = (Math.min(row + 1, to) - Math.max(row, from)) / (to - from);
            for (int d = 0; d < width && part > 0; d++) {
                mean[d] += part * rows[row * width + d];
            }
        }
        return mean;
    }

    /** The last values of the encoder's hidden states, which encode columns, become the first of the decoder's. */
    private static int shared(TrOcrConfig config) {
        return Math.min(config.decoder().dModel(), config.encoder().hiddenSize());
    }

    /** Returns the query projection that does to positions of the decoder what its key projection does to patches. */
    private static float[] queries(float[] values, TrOcrConfig config, String key, long seed) {
        int width = config.decoder().dModel();
        int hidden = config.encoder().hiddenSize();
        int shared = shared(config);
        String keys = key.replace(QUERY_PROJECTION, KEY_PROJECTION);
        float[] projection = values(config, keys, new long[] {width, hidden}, seed); // [d_model, hidden]
        for (int row = 0; row < width; row++) {
            System.arraycopy(projection, (row + 1) * hidden - shared, values, row * width, shared);
        }
        return values;
    }

    /**
     * Returns a table of learned positions with the values that a decoder computes by formula.
     *
     * @param decoder without learned positions
     * @return [rows, d_model]
     */
    public static float[] sinusoidalPositions(TrOcrDecoderConfig decoder) {
        SinusoidalPositions sinusoids = SinusoidalPositions.of(decoder).orElseThrow();
        int width = decoder.dModel();
        float[] table = new float[decoder.positionRows() * width];
        int offset = TrOcrDecoderConfig.POSITION_OFFSET;
        for (int row = offset; row < decoder.positionRows(); row++) {
            System.arraycopy(sinusoids.at(row - offset), 0, table, row * width, width);
        }
        return table;
    }

    /**
     * Draws from the standard normal distribution (Box and Muller 1958). StrictMath gives the same values on every
     * platform.
     */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /**
     * Fills a table with sines and cosines of the position (Vaswani et al. 2017).
     *
     * @param table [rows, width]
     * @param first row of position 0; earlier rows are unchanged
     */
    static float[] sinusoidalLine(float[] table, int width, int first) {
        for (int row = first; row < table.length / width; row++) {
            sinusoids(table, row * width, width, row - first);
        }
        return table;
    }

    /**
     * Fills a table with two-dimensional positions (Chen et al. 2021): half of the width encodes the row of the patch,
     * the other half its column.
     *
     * @param table [rows, width]
     * @param first row of the first patch; earlier rows are unchanged
     * @param columns number of patches in a row of the grid
     */
    static float[] sinusoidalGrid(float[] table, int width, int first, int columns) {
        int half = width / 2;
        for (int row = first; row < table.length / width; row++) {
            int patch = row - first;
            sinusoids(table, row * width, half, patch / columns);
            sinusoids(table, row * width + half, width - half, patch % columns);
        }
        return table;
    }

    private static void sinusoids(float[] table, int start, int width, int position) {
        int pairs = Math.max(1, width / 2);
        for (int i = 0; i < width; i++) {
            double angle = position / StrictMath.pow(LONGEST_PERIOD, (double) (i % pairs) / pairs);
            table[start + i] = (float) (i < pairs ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
    }
}
