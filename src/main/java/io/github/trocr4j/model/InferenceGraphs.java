package io.github.trocr4j.model;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.FrozenWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that reading needs of one model: a graph of the encoder for each input size, and the reader of the model's
 * {@link Decoding}, which turns the encoder's output into tokens. Arrays that it returns are overwritten by later
 * calls. Not for several threads at once.
 */
public final class InferenceGraphs implements AutoCloseable {
    private static final String PATCHES = "patches";
    private static final String ENCODED = DeiTEncoder.LAST_HIDDEN_STATE;

    private final Execution execution;
    private final Map<ImageSize, CompiledGraph> encoders = new LinkedHashMap<>();
    private final Decoding.Reader reader;

    private InferenceGraphs(Execution execution) {
        this.execution = execution;
        this.reader = execution.weights().config().decoding().reader(execution);
    }

    /** Graphs over {@code weights} that may change: they are read anew in each call. */
    public static InferenceGraphs live(Weights weights, GraphEngine engine) {
        return new InferenceGraphs(Execution.live(weights, engine));
    }

    /** Graphs over {@code weights} that will not change any more; faster, for a transposed copy of them. */
    public static InferenceGraphs frozen(Weights weights, GraphEngine engine) {
        return frozen(weights, engine, NativeStart.apply().threads());
    }

    /** As above, with so many threads at most; {@link GraphEngine#PLAIN} always takes those of the process. */
    public static InferenceGraphs frozen(Weights weights, GraphEngine engine, int threads) {
        return new InferenceGraphs(new Execution(weights, engine, threads, Optional.of(new FrozenWeights())));
    }

    /** Rows of {@link Patches} for {@code size} in, last hidden state as rows [B*T, hidden] out, lent. */
    public INDArray encode(INDArray patches, ImageSize size) {
        CompiledGraph encoder = encoders.computeIfAbsent(size, this::buildEncoder);
        return encoder.run(Map.of(PATCHES, patches), List.of(ENCODED)).get(ENCODED);
    }

    private CompiledGraph buildEncoder(ImageSize size) {
        DeiTConfig config = execution.weights().config().encoder();
        Parameters p = execution.newGraph();
        SDVariable patches = p.placeholder(PATCHES, -1, config.patchValues());
        new DeiTEncoder(config, size, Dropout.NONE).forward(patches, p.in("encoder"));
        return execution.compile(p.sd());
    }

    /**
     * Teacher forcing; where the model reads in parallel, its one pass.
     *
     * @param encoderRows [B*T, hidden]
     * @param decoderInputIds [B][L]; for a parallel model the start token at each of its positions
     * @return rows [B*L, V]
     */
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        return reader.logits(encoderRows, decoderInputIds);
    }

    /**
     * Where the decoder looks in such a pass: the probabilities of cross-attention, the mean of all heads and layers.
     *
     * @return [B][L][T]; each T of them sum to 1
     */
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        return reader.crossAttention(encoderRows, decoderInputIds);
    }

    /**
     * Greedy reading, as the model's {@link Decoding} says.
     *
     * @param encoderRows [B*T, hidden]
     * @param batch B
     * @param maxNewTokens most tokens to read; fewer where every row meets EOS earlier, and never more than a parallel
     *     model has positions
     */
    public Generation generate(INDArray encoderRows, int batch, int maxNewTokens) {
        return reader.generate(encoderRows, batch, maxNewTokens);
    }

    /**
     * The graphs that were used so far, and how: a plan for each set of shapes, none where SameDiff's session computes.
     *
     * @return in the order of their first use, by what they compute
     */
    public Map<String, List<CompiledGraph.Outline>> plans() {
        Map<String, List<CompiledGraph.Outline>> plans = new LinkedHashMap<>();
        encoders.forEach((size, graph) -> plans.put("encoder, " + size, graph.plans()));
        plans.putAll(reader.plans());
        return plans;
    }

    /** Gives back all memory of the graphs, what they lent included; the weights stay. */
    @Override
    public void close() {
        encoders.values().forEach(CompiledGraph::close);
        reader.close();
        execution.frozen().ifPresent(FrozenWeights::close);
    }

    /**
     * The weights of a model, and how the graphs over them are run.
     *
     * @param weights that the graphs refer to
     * @param engine who computes
     * @param threads that work on one run of a plan, the caller included
     * @param frozen shared by the graphs over weights that do not change; empty where they may
     */
    record Execution(Weights weights, GraphEngine engine, int threads, Optional<FrozenWeights> frozen) {
        /** For weights that may change, with all threads of the process. */
        static Execution live(Weights weights, GraphEngine engine) {
            return new Execution(weights, engine, NativeStart.apply().threads(), Optional.empty());
        }

        /** The parameters as a new graph sees them. */
        Parameters newGraph() {
            return Parameters.root(SameDiff.create(), weights, engine);
        }

        CompiledGraph compile(SameDiff sd) {
            return engine.compile(sd, threads, frozen);
        }
    }
}
