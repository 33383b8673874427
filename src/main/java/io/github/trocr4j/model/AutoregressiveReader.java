package io.github.trocr4j.model;

import io.github.trocr4j.plan.CompiledGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Generates one token at a time, each conditioned on the previous ones: HF's {@code generate} with greedy search. The
 * key-value cache is a map of arrays [B, heads, T, head_dim], with a {@code _key.i} and a {@code _value.i} for each
 * layer. {@code cross} depends on the picture only and is computed once. {@code past} contains the earlier tokens,
 * {@code present} those and the tokens of the current pass.
 */
final class AutoregressiveReader implements Decoding.Reader {
    private static final String EMBEDDED = "inputs_embeds";
    private static final String ENCODED = "encoder_hidden_states";
    private static final String CROSS = "cross";
    private static final String PAST = "past";
    private static final String PRESENT = "present";

    private final InferenceGraphs.Execution execution;
    private final TrOcrDecoderConfig config;
    private final TrOcrDecoder decoder;
    private final TokenEmbeddings embeddings;
    private final Map<Integer, CompiledGraph> crossGraphs = new LinkedHashMap<>();
    private final Map<Pass, CompiledGraph> decoderGraphs = new LinkedHashMap<>();

    /** A forward pass over {@code length} tokens: (1, true) is a generation step, (L, false) is teacher forcing. */
    private record Pass(int length, boolean afterOthers) {
        @Override
        public String toString() {
            return (length == 1 ? "1 token" : length + " tokens") + (afterOthers ? " after others" : " at the start");
        }
    }

    AutoregressiveReader(InferenceGraphs.Execution execution) {
        this.execution = execution;
        this.config = execution.weights().config().decoder();
        this.decoder = new TrOcrDecoder(config, Dropout.NONE);
        this.embeddings = new TokenEmbeddings(execution.weights());
    }

    @Override
    public INDArray logits(INDArray encoderRows, int[][] decoderInputIds) {
        return teacherForcing(encoderRows, decoderInputIds, List.of(TrOcrDecoder.LOGITS))
                .get(TrOcrDecoder.LOGITS);
    }

    @Override
    public float[][][] crossAttention(INDArray encoderRows, int[][] decoderInputIds) {
        List<String> names = TrOcrDecoder.crossAttentions(config.decoderLayers());
        Map<String, INDArray> layers = teacherForcing(encoderRows, decoderInputIds, names);
        return AttentionMaps.mean(names.stream().map(layers::get).toList());
    }

    private Map<String, INDArray> teacherForcing(INDArray encoderRows, int[][] ids, List<String> outputs) {
        embeddings.requirePositions(ids[0].length);
        Map<String, INDArray> inputs = new HashMap<>(cross(encoderRows, ids.length));
        try (INDArray embedded = embeddings.of(ids)) {
            inputs.put(EMBEDDED, embedded);
            return decoder(new Pass(ids[0].length, false)).run(inputs, outputs);
        }
    }

    @Override
    public Generation generate(INDArray encoderRows, int batch, GenerationConfig limits) {
        int maxNewTokens = limits.maxNewTokens();
        embeddings.requirePositions(maxNewTokens);
        Map<String, INDArray> cross = cross(encoderRows, batch);
        Map<String, INDArray> past = Map.of();
        Generation.GreedySearch search =
                new Generation.GreedySearch(batch, limits, config.eosTokenId(), config.padTokenId());
        int[] ids = new int[batch];
        Arrays.fill(ids, config.decoderStartTokenId());
        for (int t = 0; t < maxNewTokens && !search.finished(); t++) {
            Map<String, INDArray> output = step(ids, t, past, cross);
            past = past(output);
            ids = search.choose(t, output.get(TrOcrDecoder.LOGITS).toFloatMatrix());
        }
        return search.result();
    }

    /**
     * Computes one generation step.
     *
     * @param ids one token of each row
     * @param t position of these tokens
     * @return logits [B, V], and {@code present}
     */
    Map<String, INDArray> step(int[] ids, int t, Map<String, INDArray> past, Map<String, INDArray> cross) {
        int[] positions = new int[ids.length];
        Arrays.fill(positions, t);
        List<String> outputs = new ArrayList<>(List.of(TrOcrDecoder.LOGITS));
        outputs.addAll(names(PRESENT));
        Map<String, INDArray> inputs = new HashMap<>(cross);
        inputs.putAll(past);
        try (INDArray embedded = embeddings.of(ids, positions)) {
            inputs.put(EMBEDDED, embedded);
            return decoder(new Pass(1, t > 0)).run(inputs, outputs);
        }
    }

    /** Returns {@code present} of a step under the names of {@code past}, for the next step. */
    Map<String, INDArray> past(Map<String, INDArray> output) {
        Map<String, INDArray> past = new HashMap<>();
        List<String> present = names(PRESENT);
        List<String> names = names(PAST);
        for (int i = 0; i < names.size(); i++) {
            past.put(names.get(i), output.get(present.get(i)));
        }
        return past;
    }

    /** Computes {@code cross} from encoder rows [B*T, hidden]. */
    Map<String, INDArray> cross(INDArray encoderRows, int batch) {
        int tokens = Math.toIntExact(encoderRows.size(0) / batch);
        return crossGraphs.computeIfAbsent(tokens, this::buildCross).run(Map.of(ENCODED, encoderRows), names(CROSS));
    }

    private CompiledGraph decoder(Pass pass) {
        return decoderGraphs.computeIfAbsent(pass, this::buildDecoder);
    }

    private CompiledGraph buildCross(int encoderTokens) {
        Parameters p = execution.newGraph().in("decoder");
        int width = execution.weights().config().encoder().hiddenSize();
        SDVariable encoded = p.placeholder(ENCODED, -1, width);
        rename(decoder.crossKeyValues(encoded, encoderTokens, p), CROSS);
        return execution.compile(p.sd());
    }

    private CompiledGraph buildDecoder(Pass pass) {
        Parameters p = execution.newGraph().in("decoder");
        SDVariable embedded = p.placeholder(EMBEDDED, -1, config.dModel());
        Optional<SDVariable> mask =
                pass.length() > 1 ? Optional.of(Layers.causalMask(p, pass.length())) : Optional.empty();
        List<TrOcrDecoder.KeyValue> past = pass.afterOthers() ? placeholders(PAST, p) : List.of();
        TrOcrDecoder.Output output = decoder.forward(embedded, pass.length(), mask, past, placeholders(CROSS, p), p);
        rename(output.self(), PRESENT);
        return execution.compile(p.sd());
    }

    private List<TrOcrDecoder.KeyValue> placeholders(String kind, Parameters p) {
        long[] shape = {-1, config.decoderAttentionHeads(), -1, config.headDim()};
        return layers().mapToObj(i -> new TrOcrDecoder.KeyValue(
                        p.placeholder(key(kind, i), shape), p.placeholder(value(kind, i), shape)))
                .toList();
    }

    private static void rename(List<TrOcrDecoder.KeyValue> layers, String kind) {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).key().rename(key(kind, i));
            layers.get(i).value().rename(value(kind, i));
        }
    }

    private List<String> names(String kind) {
        return Stream.concat(layers().mapToObj(i -> key(kind, i)), layers().mapToObj(i -> value(kind, i)))
                .toList();
    }

    private IntStream layers() {
        return IntStream.range(0, config.decoderLayers());
    }

    private static String key(String kind, int layer) {
        return kind + "_key." + layer;
    }

    private static String value(String kind, int layer) {
        return kind + "_value." + layer;
    }

    @Override
    public Map<String, List<CompiledGraph.PlanSummary>> plans() {
        Map<String, List<CompiledGraph.PlanSummary>> plans = new LinkedHashMap<>();
        crossGraphs.forEach((tokens, graph) ->
                plans.put("cross-attention keys and values, " + tokens + " encoder tokens", graph.plans()));
        decoderGraphs.forEach((pass, graph) -> plans.put("decoder, " + pass, graph.plans()));
        return plans;
    }

    @Override
    public void close() {
        crossGraphs.values().forEach(CompiledGraph::close);
        decoderGraphs.values().forEach(CompiledGraph::close);
    }
}
