package io.github.trocr4j.graph;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.kernel.SoftmaxKernel;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfig;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.SharedMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The graph of the model from patches, or from encoder states, to the loss, with teacher forcing or
 * {@linkplain Decoding parallel decoding}, and SameDiff's gradients of it. The loss is the mean cross-entropy, with
 * label smoothing, over the labels that {@link TrainingBatch} does not ignore, or the targets of a teacher.
 *
 * <p>Not thread-safe.
 */
public final class TrainingGraph implements AutoCloseable {
    private static final String LOSS = "loss";
    private static final String LOGITS = "decoder.output_projection";
    private static final String PATCHES = "patches";
    private static final String ENCODER_HIDDEN_STATES = "encoder_hidden_states";

    private final Weights weights;
    private final int length;
    private final String input;
    private final SameDiff sd = Parameters.newGraph();
    private final GraphEngine engine;
    private final Optional<SharedMemory> shared;
    private final Dropout dropout;
    private final TokenLookup lookup;
    private final CompiledGraph forward;
    private Optional<CompiledGraph> gradient = Optional.empty();
    private List<String> trainedKeys = List.of();
    private Set<String> differentiated = Set.of();

    /**
     * Settings of the graph.
     *
     * @param imageSize size of the input in pixels
     * @param length number of labels in a row
     * @param dropout whether to add dropout at the configured rates
     * @param encoderStates whether the input is the encoder's last hidden state instead of patches
     * @param dropPath rate of stochastic depth in the encoder's last layer, 0 to below 1; rises from 0 in the first.
     *     Without {@code dropout} there is none
     */
    public record Options(
            ImageSize imageSize,
            int length,
            double labelSmoothing,
            boolean dropout,
            GraphEngine engine,
            boolean encoderStates,
            double dropPath) {
        /** Creates settings of a graph that begins with patches. */
        public Options(ImageSize imageSize, int length, double labelSmoothing, boolean dropout, GraphEngine engine) {
            this(imageSize, length, labelSmoothing, dropout, engine, false, 0);
        }

        /**
         * Returns the settings of the same graph without the encoder. It has no gradients of the encoder's parameters.
         */
        public Options fromEncoderStates() {
            return new Options(imageSize, length, labelSmoothing, dropout, engine, true, 0);
        }

        /** Returns the settings of the same graph with stochastic depth. */
        public Options withDropPath(double rate) {
            return new Options(imageSize, length, labelSmoothing, dropout, engine, encoderStates, rate);
        }
    }

    /**
     * The result of a forward and backward pass.
     *
     * @param loss mean loss, including label smoothing
     * @param gradients gradients by key; the caller may modify them, and the next pass overwrites them
     */
    public record Result(double loss, Map<String, INDArray> gradients) {}

    /**
     * Builds the graph.
     *
     * @param weights the caller closes them; each pass reads their current values
     * @throws IllegalArgumentException if the length or a dropout rate is not supported
     */
    public TrainingGraph(Weights weights, Options options) {
        this(weights, options, Optional.empty(), isSmall(weights));
    }

    /**
     * Builds a graph whose plans share memory with those of other graphs; otherwise as above.
     *
     * @param shared the memory, which the caller closes: a pass of any of these graphs overwrites the results of others
     */
    public TrainingGraph(Weights weights, Options options, SharedMemory shared) {
        this(weights, options, Optional.of(shared), isSmall(weights));
    }

    private static boolean isSmall(Weights weights) {
        return weights.config().decoder().vocabSize() <= TokenLookup.LARGEST_PRODUCT;
    }

    /** See {@link TokenLookup} for the last parameter. */
    TrainingGraph(Weights weights, Options options, Optional<SharedMemory> shared, boolean product) {
        this.shared = shared;
        this.weights = weights;
        this.length = options.length();
        this.input = options.encoderStates() ? ENCODER_HIDDEN_STATES : PATCHES;
        TrOcrConfig config = weights.config();
        requireSupported(weights, options);
        this.dropout = options.dropout() ? Dropout.training(sd, weights.dataType()) : Dropout.NONE;
        this.lookup = new TokenLookup(weights, product);
        build(config, options);
        this.engine = options.engine();
        this.forward = compile(sd);
    }

    private CompiledGraph compile(SameDiff graph) {
        return engine.compile(graph, NativeStart.apply().threads(), Optional.empty(), shared);
    }

    /**
     * Checks that there can be a graph with these settings.
     *
     * @throws IllegalArgumentException if the length or a dropout rate is not supported
     */
    public static void requireSupported(Weights weights, Options options) {
        TrOcrConfig config = weights.config();
        weights.config().decoder().requirePositions(options.length());
        if (options.dropout()
                && (config.encoder().attentionProbsDropoutProb() > 0
                        || config.decoder().attentionDropout() > 0)) {
            throw new IllegalArgumentException("Dropout on attention probabilities is not supported: set"
                    + " encoder.attention_probs_dropout_prob and decoder.attention_dropout to 0 in config.json.");
        }
    }

    private void build(TrOcrConfig config, Options options) {
        Parameters root = Parameters.root(sd, weights, options.engine());
        SDVariable encoded = encoded(root, config.encoder(), options);
        SDVariable labels = root.placeholder("labels", -1, config.outputs());
        SDVariable labelWeights = root.placeholder("label_weights", -1);

        TrOcrDecoder decoder = new TrOcrDecoder(config.decoder(), dropout);
        Parameters p = root.in("decoder");
        SDVariable embedded = lookup.embed(decoder, length, p);
        int encoderTokens = config.encoder().tokens(options.imageSize());
        SDVariable logits = decoder.forward(
                        embedded,
                        length,
                        Layers.mask(config.decoding(), p, length),
                        List.of(),
                        decoder.crossKeyValues(encoded, encoderTokens, p),
                        p)
                .logits();
        sd.loss()
                .softmaxCrossEntropy(
                        LOSS, labels, logits, labelWeights, LossReduce.MEAN_BY_WEIGHT, options.labelSmoothing());
        sd.setLossVariables(LOSS);
    }

    private SDVariable encoded(Parameters root, ViTConfig config, Options options) {
        if (options.encoderStates()) {
            return root.placeholder(input, -1, config.hiddenSize());
        }
        SDVariable patches = root.placeholder(input, -1, config.patchValues());
        return new ViTEncoder(config, options.imageSize(), dropout, options.dropPath())
                .forward(patches, root.in("encoder"));
    }

    /** Computes the loss without gradients. See {@link Result#loss}. */
    public double loss(TrainingBatch batch) {
        return forward.run(inputs(batch, null), List.of(LOSS)).get(LOSS).getDouble(0);
    }

    /**
     * Computes the probabilities of all outputs at each label, with teacher forcing: the softmax of the logits.
     *
     * @return [B*L*outputs], row by row
     */
    public float[] probabilities(TrainingBatch batch) {
        Map<String, INDArray> inputs = inputs(batch, null);
        float[][] rows = NativeFloats.rows(forward.run(inputs, List.of(LOGITS)).get(LOGITS));
        close(inputs, batch);
        int outputs = rows[0].length;
        float[] all = new float[rows.length * outputs];
        for (int i = 0; i < rows.length; i++) {
            SoftmaxKernel.row(rows[i], all, i * outputs);
        }
        return all;
    }

    /** Frees the inputs of a pass, but not that of the batch. */
    private static void close(Map<String, INDArray> inputs, TrainingBatch batch) {
        inputs.forEach((name, array) -> {
            if (array != batch.input()) {
                array.close();
            }
        });
    }

    /**
     * Computes the output of every module, in the order of the graph. The names are those of HF's modules, as in the
     * keys of checkpoints: {@code encoder.encoder.layer.0}, {@code decoder.model.decoder.layers.0.fc1}. The logits are
     * {@code decoder.output_projection}. Attention probabilities are {@code encoder_attentions.i},
     * {@code decoder_attentions.i} and {@code cross_attentions.i}, as in HF's outputs.
     *
     * @return values by name, [B, T, d] or [B, L, d]; probabilities such as [B, heads, T, T]; the next pass may
     *     overwrite them
     */
    public Map<String, INDArray> stages(TrainingBatch batch) {
        Decoding.requireInputs(batch.decoderInputIds(), weights.config());
        List<String> names = sd.getOps().values().stream()
                .flatMap(op -> op.getOutputsOfOp().stream())
                .filter(Parameters::isStage)
                .toList();
        Map<String, INDArray> values = forward.run(inputs(batch, null), names);
        Map<String, INDArray> stages = new LinkedHashMap<>();
        for (String name : names) {
            INDArray rows = values.get(name);
            stages.put(name, rows.rank() == 2 ? rows.reshape(batch.size(), -1, rows.size(1)) : rows);
        }
        return stages;
    }

    /**
     * Computes loss and gradients of one batch.
     *
     * @param dropoutStream random stream for the dropout masks; null for no dropout
     */
    public Result gradients(TrainingBatch batch, SplittableRandom dropoutStream) {
        if (gradient.isEmpty()) {
            differentiate(weights.arrays().keySet());
        }
        List<String> names = new ArrayList<>();
        names.add(LOSS);
        for (String name : differentiated) {
            names.add(gradientName(name));
        }
        Map<String, INDArray> inputs = inputs(batch, dropoutStream);
        Map<String, INDArray> outputs = gradient.orElseThrow().run(inputs, names);
        close(inputs, batch);
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        for (String key : trainedKeys) {
            Optional<INDArray> gradientInGraph =
                    differentiated.contains(key) ? Optional.of(outputs.get(gradientName(key))) : Optional.empty();
            gradients.put(
                    key,
                    isLookedUp(key)
                            ? lookup.gradient(
                                    batch.decoderInputIds(),
                                    outputs.get(
                                            gradientName(lookup.differentiated().orElseThrow())),
                                    gradientInGraph)
                            : gradientInGraph.orElseThrow());
        }
        return new Result(outputs.get(LOSS).getDouble(0), gradients);
    }

    /**
     * Builds the graph of the gradients of these keys. If it is not called, {@link #gradients} builds the graph for all
     * keys. SameDiff 1.0.0-M2.1 prints a line for each operation to standard output.
     */
    public void differentiate(Collection<String> keys) {
        trainedKeys = List.copyOf(keys);
        differentiated = new LinkedHashSet<>(keys);
        if (keys.stream().anyMatch(this::isLookedUp)) {
            differentiated.add(lookup.differentiated().orElseThrow());
        }
        differentiated.removeIf(name -> !sd.hasVariable(name)); // an embedding that is only looked up
        sd.createGradFunction(differentiated.toArray(String[]::new));
        gradient = Optional.of(compile(sd.getFunction("grad")));
    }

    /** Frees the memory of the passes, including the arrays that they returned, but not the weights. */
    @Override
    public void close() {
        forward.close();
        gradient.ifPresent(CompiledGraph::close);
        lookup.close();
    }

    private boolean isLookedUp(String key) {
        return key.equals(ParameterShapes.EMBED_TOKENS)
                && lookup.differentiated().isPresent();
    }

    private String gradientName(String key) {
        return sd.getVariable(key).gradient().name();
    }

    private Map<String, INDArray> inputs(TrainingBatch batch, SplittableRandom dropoutStream) {
        TrOcrConfig config = weights.config();
        for (int[] row : batch.labels()) {
            if (row.length != length) {
                throw new IllegalArgumentException(
                        "This graph expects " + length + " labels per row, found " + row.length + ".");
            }
        }
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put(input, batch.input().castTo(weights.dataType()));
        inputs.putAll(lookup.inputs(batch.decoderInputIds()));
        inputs.put("labels", batch.targets(config.outputs(), weights.dataType()));
        inputs.put("label_weights", TrainingBatch.weights(batch.labels(), weights.dataType()));
        if (dropout != Dropout.NONE) {
            dropout.masks()
                    .forEach((name, mask) -> inputs.put(
                            name,
                            dropoutStream == null
                                    ? ones(mask, batch.size())
                                    : draw(mask, batch.size(), dropoutStream, weights.dataType())));
        }
        return inputs;
    }

    private INDArray ones(Dropout.Mask mask, int batch) {
        return Nd4j.ones(weights.dataType(), mask.shape(batch));
    }

    /** Draws a mask for a batch of this many images. */
    static INDArray draw(Dropout.Mask mask, int batch, SplittableRandom random, DataType dataType) {
        long[] shape = mask.shape(batch);
        float[] values = new float[Math.toIntExact(ParameterShapes.length(shape))];
        float kept = (float) (1 / (1 - mask.rate()));
        if (mask.rate() == 0) {
            Arrays.fill(values, kept);
        } else {
            long threshold = (long) (mask.rate() * 0x1p32);
            for (int i = 0; i < values.length; i += 2) {
                long bits = random.nextLong(); // two 32-bit draws
                values[i] = (bits & 0xFFFFFFFFL) < threshold ? 0 : kept;
                if (i + 1 < values.length) {
                    values[i + 1] = (bits >>> 32) < threshold ? 0 : kept;
                }
            }
        }
        if (mask.imageRate() > 0) {
            dropImages(values, batch, mask.imageRate(), random);
        }
        return Nd4j.create(values, shape, 'c').castTo(dataType);
    }

    private static void dropImages(float[] values, int batch, double rate, SplittableRandom random) {
        int each = values.length / batch;
        float kept = (float) (1 / (1 - rate));
        for (int image = 0; image < batch; image++) {
            float factor = random.nextDouble() < rate ? 0 : kept;
            for (int i = image * each; i < (image + 1) * each; i++) {
                values[i] *= factor;
            }
        }
    }
}
