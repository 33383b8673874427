package io.github.trocr4j.graph;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ViTConfig;
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
 * The graphs for inference with one model: the encoder, with a graph for each input size, and the decoder. The next
 * call may overwrite returned arrays. Not thread-safe.
 */
public final class InferenceGraphs implements AutoCloseable {
    private static final String PATCHES = "patches";
    private static final String ENCODED = ViTEncoder.LAST_HIDDEN_STATE;

    private final Execution execution;
    private final Map<ImageSize, CompiledGraph> encoders = new LinkedHashMap<>();
    private final Reader reader;

    private InferenceGraphs(Execution execution) {
        this.execution = execution;
        this.reader = switch (execution.weights().config().decoding()) {
            case AUTOREGRESSIVE -> new AutoregressiveReader(execution);
            case PARALLEL -> new ParallelReader(execution);
        };
    }

    /** Creates graphs over weights that may change. Each call reads their current values. */
    public static InferenceGraphs live(Weights weights, GraphEngine engine) {
        return new InferenceGraphs(Execution.live(weights, engine));
    }

    /**
     * Creates graphs over weights that no longer change. They are faster, but keep a transposed copy of the weights.
     */
    public static InferenceGraphs frozen(Weights weights, GraphEngine engine) {
        return frozen(weights, engine, NativeStart.apply().threads());
    }

    /**
     * Creates graphs over weights that no longer change. See {@link #frozen(Weights, GraphEngine)}.
     *
     * @param threads maximum number of threads; {@link GraphEngine#PLAIN} ignores it and uses those of the process
     */
    public static InferenceGraphs frozen(Weights weights, GraphEngine engine, int threads) {
        return new InferenceGraphs(new Execution(weights, engine, threads, Optional.of(new FrozenWeights())));
    }

    /**
     * Computes the last hidden state of the encoder.
     *
     * @param patches rows of {@link Patches} for images of {@code size}
     * @return rows [B*T, hidden]; the next call may overwrite them
     */
    public INDArray encode(INDArray patches, ImageSize size) {
        CompiledGraph encoder = encoders.computeIfAbsent(size, this::buildEncoder);
        return encoder.run(Map.of(PATCHES, patches), List.of(ENCODED)).get(ENCODED);
    }

    private CompiledGraph buildEncoder(ImageSize size) {
        ViTConfig config = execution.weights().config().encoder();
        Parameters p = execution.newGraph();
        SDVariable patches = p.placeholder(PATCHES, -1, config.patchValues());
        new ViTEncoder(config, size, Dropout.NONE).forward(patches, p.in("encoder"));
        return execution.compile(p.sd());
    }

    /**
     * Computes the logits with teacher forcing, or in the single pass of a parallel model.
     *
     * @param encoderRows [B*T, hidden]
     * @param decoderInputIds [B][L]; for a parallel model, the start token at each of its positions
     * @return rows [B*L, V]
     */
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        return reader.logits(encoderRows, decoderInputIds);
    }

    /**
     * Computes the cross-attention probabilities of such a pass, averaged over all heads and layers.
     *
     * @return [B][L][T]; sums to 1 over T
     */
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        return reader.crossAttention(encoderRows, decoderInputIds);
    }

    /**
     * Generates tokens with the model's {@link Decoding}.
     *
     * @param encoderRows [B*T, hidden]
     * @param batch B
     * @param config how many tokens; there are fewer if all rows reach EOS, and never more than a parallel model has
     *     positions
     */
    public Generation generate(INDArray encoderRows, int batch, GenerationConfig config) {
        return reader.generate(encoderRows, batch, config);
    }

    /**
     * Returns the plans of the graphs that have been used: one for each set of shapes, none if SameDiff's session
     * computes.
     *
     * @return plans by the name of the graph, in the order of first use
     */
    public Map<String, List<CompiledGraph.PlanSummary>> plans() {
        Map<String, List<CompiledGraph.PlanSummary>> plans = new LinkedHashMap<>();
        encoders.forEach((size, graph) -> plans.put("encoder, " + size, graph.plans()));
        plans.putAll(reader.plans());
        return plans;
    }

    /** Frees the memory of the graphs, including arrays that they returned, but not the weights. */
    @Override
    public void close() {
        encoders.values().forEach(CompiledGraph::close);
        reader.close();
        execution.frozen().ifPresent(FrozenWeights::close);
    }

    /**
     * The weights of a model and how graphs over them are run.
     *
     * @param weights the weights that the graphs refer to
     * @param engine what runs the graphs
     * @param threads number of threads for one run of a plan, including the caller's
     * @param frozen shared by graphs over weights that do not change; empty if they may change
     */
    record Execution(Weights weights, GraphEngine engine, int threads, Optional<FrozenWeights> frozen) {
        /** Creates an execution for weights that may change, with all threads of the process. */
        static Execution live(Weights weights, GraphEngine engine) {
            return new Execution(weights, engine, NativeStart.apply().threads(), Optional.empty());
        }

        /** Returns the root of the parameters in a new graph. */
        Parameters newGraph() {
            return Parameters.root(Parameters.newGraph(), weights, engine);
        }

        CompiledGraph compile(SameDiff sd) {
            return engine.compile(sd, threads, frozen);
        }
    }

    /**
     * Generates tokens from the encoder's output with one kind of {@link Decoding}. Graphs are built on first use. The
     * next call may overwrite returned arrays.
     */
    interface Reader extends AutoCloseable {
        /** See {@link InferenceGraphs#logits}. */
        INDArray logits(INDArray encoderRows, int[][] decoderInputIds);

        /** See {@link InferenceGraphs#crossAttention}. */
        float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds);

        /** See {@link InferenceGraphs#generate}. */
        Generation generate(INDArray encoderRows, int batch, GenerationConfig config);

        /** Returns the plans of the decoder. See {@link InferenceGraphs#plans}. */
        Map<String, List<CompiledGraph.PlanSummary>> plans();

        /** Frees the memory of the graphs. */
        @Override
        void close();
    }
}
