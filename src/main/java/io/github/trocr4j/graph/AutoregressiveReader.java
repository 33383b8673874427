package io.github.trocr4j.graph;

import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.NextLogits;
import io.github.trocr4j.model.TrOcrDecoderConfig;
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
 * Generates one token at a time, each conditioned on the previous ones: HF's {@code generate}. The key-value cache is a
 * map of arrays [B, heads, T, head_dim], with a {@code _key.i} and a {@code _value.i} for each layer. {@code cross}
 * depends on the picture only and is computed once. {@code past} contains the earlier tokens, {@code present} those and
 * the tokens of the current pass.
 */
final class AutoregressiveReader implements InferenceGraphs.Reader {
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

    /**
     * A forward pass over {@code length} tokens of each of {@code beams} sequences of a picture: (1, 1, true) is a step
     * of greedy search, (L, 1, false) is teacher forcing.
     */
    private record Pass(int length, int beams, boolean afterOthers) {
        @Override
        public String toString() {
            return (length == 1 ? "1 token" : length + " tokens")
                    + (beams == 1 ? "" : " of " + beams + " beams")
                    + (afterOthers ? " after others" : " at the start");
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
        return TrOcrDecoder.mean(names.stream().map(layers::get).toList());
    }

    private Map<String, INDArray> teacherForcing(INDArray encoderRows, int[][] ids, List<String> outputs) {
        config.requirePositions(ids[0].length);
        Map<String, INDArray> inputs = new HashMap<>(cross(encoderRows, ids.length));
        try (INDArray embedded = embeddings.of(ids)) {
            inputs.put(EMBEDDED, embedded);
            return decoder(new Pass(ids[0].length, 1, false)).run(inputs, outputs);
        }
    }

    @Override
    public Generation generate(INDArray encoderRows, int batch, GenerationConfig settings) {
        NextLogits decoder = new Cached(cross(encoderRows, batch), settings.useCache());
        return Generation.search(decoder, batch, settings, execution.weights().config());
    }

    /** The decoder with the keys and values of the tokens so far, a row for each sequence. */
    private final class Cached implements NextLogits {
        private final boolean useCache;
        private final Map<String, INDArray> cross; // a row for each picture
        private Map<String, INDArray> past = new HashMap<>(); // a row for each sequence
        private int[] pictures = new int[0]; // of the rows of cross
        private int[] pictureOf; // of each sequence
        private int[] previous; // tokens of each sequence
        private int[] positions; // of these tokens
        private int length;

        Cached(Map<String, INDArray> cross, boolean useCache) {
            this.useCache = useCache;
            this.cross = new HashMap<>(cross);
        }

        @Override
        public float[][] next(int[] ids, int[] from) {
            config.requirePositions(length + 1);
            int[] before = length == 0 ? IntStream.range(0, from.length).toArray() : pictureOf;
            pictureOf = Arrays.stream(from).map(row -> before[row]).toArray();
            keepPictures(Arrays.stream(pictureOf).distinct().toArray());
            past.replaceAll((name, array) -> CacheRows.gather(array, from));
            positions = places(ids, from);
            previous = ids;
            length++;
            Map<String, INDArray> output = step(ids, positions, past, cross);
            past = past(output);
            return NativeFloats.rows(output.get(TrOcrDecoder.LOGITS));
        }

        /** With a cache, HF counts padding before a token, even if its positions are sinusoidal. */
        private int[] places(int[] ids, int[] from) {
            int[] places = new int[ids.length];
            for (int i = 0; i < places.length && length > 0; i++) {
                places[i] = useCache ? length : embeddings.positionAfter(previous[from[i]], positions[from[i]]);
            }
            return places;
        }

        private void keepPictures(int[] others) {
            if (pictures.length > others.length) {
                int[] rows = Arrays.stream(others)
                        .map(picture -> Arrays.binarySearch(pictures, picture))
                        .toArray();
                cross.replaceAll((name, array) -> CacheRows.gather(array, rows));
            }
            pictures = others;
        }
    }

    /**
     * Computes one generation step.
     *
     * @param ids one token of each sequence; those of a picture are adjacent
     * @param positions of these tokens
     * @param past of each sequence; empty at the start
     * @param cross of each picture
     * @return logits [sequences, V], and {@code present}
     */
    Map<String, INDArray> step(int[] ids, int[] positions, Map<String, INDArray> past, Map<String, INDArray> cross) {
        int pictures = Math.toIntExact(cross.get(key(CROSS, 0)).size(0));
        List<String> outputs = new ArrayList<>(List.of(TrOcrDecoder.LOGITS));
        outputs.addAll(names(PRESENT));
        Map<String, INDArray> inputs = new HashMap<>(cross);
        inputs.putAll(past);
        try (INDArray embedded = embeddings.of(ids, positions)) {
            inputs.put(EMBEDDED, embedded);
            return decoder(new Pass(1, ids.length / pictures, !past.isEmpty())).run(inputs, outputs);
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
        TrOcrDecoder.Output output =
                decoder.forward(embedded, pass.length(), pass.beams(), mask, past, placeholders(CROSS, p), p);
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
