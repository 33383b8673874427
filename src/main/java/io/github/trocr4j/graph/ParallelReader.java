package io.github.trocr4j.graph;

import io.github.trocr4j.model.ComputedLogits;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.plan.CompiledGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Generates the tokens of all positions in one decoder pass, from a start token at each. It needs no cache. */
final class ParallelReader implements InferenceGraphs.Reader {
    private static final String QUERIES = "inputs_embeds";
    private static final String ENCODED = "encoder_hidden_states";

    private final InferenceGraphs.Execution execution;
    private final TrOcrConfig config;
    private final int length;
    private final TokenEmbeddings embeddings;
    private final Map<Integer, CompiledGraph> decoders = new LinkedHashMap<>();

    ParallelReader(InferenceGraphs.Execution execution) {
        this.execution = execution;
        this.config = execution.weights().config();
        this.length = config.digitHead().map(DigitHead::length).orElseThrow();
        this.embeddings = new TokenEmbeddings(execution.weights());
    }

    @Override
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        Decoding.requireInputs(decoderInputIds, config);
        return run(encoderRows, decoderInputIds.length, List.of(TrOcrDecoder.LOGITS))
                .get(TrOcrDecoder.LOGITS);
    }

    @Override
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        Decoding.requireInputs(decoderInputIds, config);
        List<String> names = TrOcrDecoder.crossAttentions(config.decoder().decoderLayers());
        Map<String, INDArray> layers = run(encoderRows, decoderInputIds.length, names);
        return TrOcrDecoder.mean(names.stream().map(layers::get).toList());
    }

    /** Computes all positions even if fewer are requested, because they attend to each other, as in training. */
    @Override
    public Generation generate(INDArray encoderRows, int batch, GenerationConfig limits) {
        float[][] logits = run(encoderRows, batch, List.of(TrOcrDecoder.LOGITS))
                .get(TrOcrDecoder.LOGITS)
                .toFloatMatrix(); // [B*L][V]
        return new ComputedLogits(logits, length).search(limits, config);
    }

    private Map<String, INDArray> run(INDArray encoderRows, int batch, List<String> outputs) {
        config.decoder().requirePositions(length);
        int tokens = Math.toIntExact(encoderRows.size(0) / batch);
        CompiledGraph decoder = decoders.computeIfAbsent(tokens, this::build);
        try (INDArray queries = embeddings.of(Decoding.queries(batch, length, config.decoder()))) {
            return decoder.run(Map.of(QUERIES, queries, ENCODED, encoderRows), outputs);
        }
    }

    private CompiledGraph build(int encoderTokens) {
        Parameters p = execution.newGraph().in("decoder");
        SDVariable queries = p.placeholder(QUERIES, -1, config.decoder().dModel());
        SDVariable encoded = p.placeholder(ENCODED, -1, config.encoder().hiddenSize());
        TrOcrDecoder decoder = new TrOcrDecoder(config.decoder(), Dropout.NONE);
        List<TrOcrDecoder.KeyValue> cross = decoder.crossKeyValues(encoded, encoderTokens, p);
        decoder.forward(queries, length, Optional.empty(), List.of(), cross, p);
        return execution.compile(p.sd());
    }

    @Override
    public Map<String, List<CompiledGraph.PlanSummary>> plans() {
        Map<String, List<CompiledGraph.PlanSummary>> plans = new LinkedHashMap<>();
        decoders.forEach((tokens, graph) -> plans.put("decoder, " + tokens + " encoder tokens", graph.plans()));
        return plans;
    }

    @Override
    public void close() {
        decoders.values().forEach(CompiledGraph::close);
    }
}
