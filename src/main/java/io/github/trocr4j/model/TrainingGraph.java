package io.github.trocr4j.model;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.CompiledGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The whole model from patches to loss, with teacher forcing or in {@linkplain Decoding parallel}, and SameDiff's
 * gradient of it. The loss is the mean cross-entropy over the labels that count.
 *
 * <p>Not for several threads at once.
 */
public final class TrainingGraph {
    private static final String LOSS = "loss";

    private final Weights weights;
    private final int length;
    private final SameDiff sd = SameDiff.create();
    private final GraphEngine engine;
    private final Dropout dropout;
    private final CompiledGraph forward;
    private Optional<CompiledGraph> gradient = Optional.empty();
    private List<String> trainedKeys = List.of();

    /** What the graph is built for, beside the model itself. */
    public record Options(
            ImageSize imageSize, int length, double labelSmoothing, boolean dropout, GraphEngine engine) {}

    /**
     * One pass.
     *
     * @param loss as it really is, label smoothing included
     * @param gradients for each trained key; the caller may change them, and the next pass does
     */
    public record Result(double loss, Map<String, INDArray> gradients) {}

    /** Builds the graph over {@code weights}, which stay the caller's and are read anew in each pass. */
    public TrainingGraph(Weights weights, Options options) {
        this.weights = weights;
        this.length = options.length();
        TrOcrConfig config = weights.config();
        requireBuilt(config, options);
        this.dropout = options.dropout() ? Dropout.training(sd, weights.dataType()) : Dropout.NONE;
        build(config, options);
        this.engine = options.engine();
        this.forward = compile(sd);
    }

    private CompiledGraph compile(SameDiff graph) {
        return engine.compile(graph, NativeStart.apply().threads(), Optional.empty());
    }

    private void requireBuilt(TrOcrConfig config, Options options) {
        new TokenEmbeddings(weights).requirePositions(length);
        if (options.dropout()
                && (config.encoder().attentionProbsDropoutProb() > 0
                        || config.decoder().attentionDropout() > 0)) {
            throw new IllegalArgumentException("Dropout on attention probabilities is not built: set"
                    + " encoder.attention_probs_dropout_prob and decoder.attention_dropout to 0 in config.json.");
        }
    }

    private void build(TrOcrConfig config, Options options) {
        Parameters root = Parameters.root(sd, weights, options.engine());
        SDVariable patches = root.placeholder("patches", -1, config.encoder().patchValues());
        SDVariable ids =
                root.placeholder("decoder_input_ids", -1, config.decoder().vocabSize());
        SDVariable labels = root.placeholder("labels", -1, config.outputs());
        SDVariable labelWeights = root.placeholder("label_weights", -1);

        SDVariable encoded =
                new DeiTEncoder(config.encoder(), options.imageSize(), dropout).forward(patches, root.in("encoder"));
        TrOcrDecoder decoder = new TrOcrDecoder(config.decoder(), dropout);
        Parameters p = root.in("decoder");
        SDVariable embedded = decoder.addPositions(decoder.embedTokens(ids, p), length, p);
        int encoderTokens = config.encoder().tokens(options.imageSize());
        SDVariable logits = decoder.forward(
                        embedded,
                        length,
                        config.decoding().mask(p, length),
                        List.of(),
                        decoder.crossKeyValues(encoded, encoderTokens, p),
                        p)
                .logits();
        sd.loss()
                .softmaxCrossEntropy(
                        LOSS, labels, logits, labelWeights, LossReduce.MEAN_BY_WEIGHT, options.labelSmoothing());
        sd.setLossVariables(LOSS);
    }

    /** Loss alone, as {@link Result#loss}. */
    public double loss(TrainingBatch batch) {
        return forward.run(inputs(batch, null), List.of(LOSS)).get(LOSS).getDouble(0);
    }

    /**
     * Every stage of one pass, in the order computed, lent. The name of a stage is what HF calls the module that gives
     * it, as in the keys of checkpoints: {@code encoder.encoder.layer.0}, {@code decoder.model.decoder.layers.0.fc1};
     * the logits are {@code decoder.output_projection}. Attention's probabilities are {@code encoder_attentions.i},
     * {@code decoder_attentions.i} and {@code cross_attentions.i}, as in HF's outputs.
     *
     * @return name to values, [B, T, d] or [B, L, d]; probabilities [B, heads, T, T] and so on
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
     * Loss and gradients of one batch.
     *
     * @param dropoutStream draws the dropout masks; may be null where the graph has none
     */
    public Result gradients(TrainingBatch batch, SplittableRandom dropoutStream) {
        if (gradient.isEmpty()) {
            differentiate(weights.arrays().keySet());
        }
        List<String> names = new ArrayList<>();
        names.add(LOSS);
        for (String key : trainedKeys) {
            names.add(gradientName(key));
        }
        Map<String, INDArray> inputs = inputs(batch, dropoutStream);
        Map<String, INDArray> outputs = gradient.orElseThrow().run(inputs, names);
        inputs.forEach((name, array) -> {
            if (array != batch.patches()) {
                array.close();
            }
        });
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        for (String key : trainedKeys) {
            gradients.put(key, outputs.get(gradientName(key)));
        }
        return new Result(outputs.get(LOSS).getDouble(0), gradients);
    }

    /**
     * Builds the graph of the gradients of these keys; without it, {@link #gradients} builds that of all keys. SameDiff
     * 1.0.0-M2.1 writes a line to standard output for each operation while it does so.
     */
    public void differentiate(Collection<String> keys) {
        trainedKeys = List.copyOf(keys);
        sd.createGradFunction(trainedKeys.toArray(String[]::new));
        gradient = Optional.of(compile(sd.getFunction("grad")));
    }

    private String gradientName(String key) {
        return sd.getVariable(key).gradient().name();
    }

    private Map<String, INDArray> inputs(TrainingBatch batch, SplittableRandom dropoutStream) {
        TrOcrConfig config = weights.config();
        for (int[] row : batch.labels()) {
            if (row.length != length) {
                throw new IllegalArgumentException(
                        "This graph is built for " + length + " labels a row, found " + row.length + ".");
            }
        }
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put("patches", batch.patches().castTo(weights.dataType()));
        inputs.put(
                "decoder_input_ids",
                TrainingBatch.oneHot(batch.decoderInputIds(), config.decoder().vocabSize(), weights.dataType()));
        inputs.put("labels", TrainingBatch.oneHot(batch.labels(), config.outputs(), weights.dataType()));
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

    /** A mask for a batch of this many images. */
    static INDArray draw(Dropout.Mask mask, int batch, SplittableRandom random, DataType dataType) {
        long[] shape = mask.shape(batch);
        float[] values = new float[Math.toIntExact(ParameterShapes.length(shape))];
        float kept = (float) (1 / (1 - mask.rate()));
        long threshold = (long) (mask.rate() * 0x1p32);
        for (int i = 0; i < values.length; i += 2) {
            long bits = random.nextLong(); // two 32-bit draws
            values[i] = (bits & 0xFFFFFFFFL) < threshold ? 0 : kept;
            if (i + 1 < values.length) {
                values[i + 1] = (bits >>> 32) < threshold ? 0 : kept;
            }
        }
        return Nd4j.create(values, shape, 'c').castTo(dataType);
    }
}
