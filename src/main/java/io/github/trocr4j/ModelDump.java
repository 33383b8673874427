package io.github.trocr4j;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.InferenceGraphs;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.plan.CompiledGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dumps what a model computes for an input, as tensors by name, for comparison with other implementations, and the
 * plans it computes with.
 */
public final class ModelDump {
    private static final String PIXELS = "pixel_values";
    private static final String IDS = "decoder_input_ids";
    private static final int TEXT_LENGTH = 20;
    /** 2^32 divided by the golden ratio. */
    private static final long MULTIPLIER = 2_654_435_761L;

    private final ModelDirectory model;
    private final FloatTensor pixels;
    private final Optional<int[][]> ids;

    private ModelDump(ModelDirectory model, FloatTensor pixels, Optional<int[][]> ids) {
        this.model = model;
        this.pixels = pixels;
        this.ids = ids;
    }

    /**
     * Creates the dump of a formula picture of the model's input size: value i of pixel_values, counted from 0 in
     * row-major order, is {@code (i * 2654435761 mod 2^32) / 2^31 - 1}, rounded to float.
     */
    public static ModelDump ofFormula(ModelDirectory model) {
        ImageSize size = model.config().encoder().imageSize();
        int channels = model.config().encoder().numChannels();
        float[] values = new float[channels * size.height() * size.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((i * MULTIPLIER & 0xFFFF_FFFFL) / 0x1p31 - 1);
        }
        long[] shape = {1, channels, size.height(), size.width()};
        return new ModelDump(model, new FloatTensor(shape, values), Optional.empty());
    }

    /**
     * Creates the dump of a picture file, prepared as by {@link LineReader#read(Path)}: the first row that is found in
     * it.
     *
     * @throws IOException if it cannot be read, or rows are to be found and there is none
     */
    public static ModelDump ofPicture(ModelDirectory model, Path file) throws IOException {
        TrOcrConfig config = model.config();
        ImageSize size = config.encoder().imageSize();
        long[] shape = {1, config.encoder().numChannels(), size.height(), size.width()};
        float[] values = model.processor().pixelValues(List.of(found(model, file)));
        return new ModelDump(model, new FloatTensor(shape, values), Optional.empty());
    }

    private static Picture found(ModelDirectory model, Path file) throws IOException {
        return RowModel.rows(
                        PictureFile.read(file),
                        model.config(),
                        model.reading().findRows(),
                        model.reading().findRows())
                .stream()
                .findFirst()
                .map(WritingRow::crop)
                .orElseThrow(() -> new UnreadableImageException(
                        file.toString(), "expected writing, but nothing stands out from the paper", null));
    }

    /**
     * Creates the dump of input tensors.
     *
     * @param input holds {@code pixel_values} [B, 3, H, W], and optionally {@code decoder_input_ids} [B, L], both as
     *     floats
     * @throws CheckpointException if they are missing or have another shape
     */
    public static ModelDump ofTensors(ModelDirectory model, Checkpoint input) throws CheckpointException {
        FloatTensor pixels = new FloatTensor(shape(input, PIXELS, 4), input.floats(PIXELS));
        return new ModelDump(model, pixels, input.contains(IDS) ? Optional.of(ids(model, input)) : Optional.empty());
    }

    /**
     * Returns the default number of tokens to generate: the digit head's length, or 20, but at most the model's
     * positions.
     */
    public static int defaultLength(TrOcrConfig config) {
        return Math.min(
                config.digitHead().map(DigitHead::length).orElse(TEXT_LENGTH),
                config.decoder().maxPositionEmbeddings());
    }

    /**
     * Runs the model. The default decoder_input_ids are the start token, at each position of a parallel model.
     *
     * @param maxNewTokens the most tokens to generate
     * @param repeat the timed runs of encoding and generating, after an untimed one
     * @return {@code encoder_last_hidden_state} [B, T, hidden], {@code logits} [B, L, V], {@code ids} [B, n] generated
     *     with the model's own settings, {@code seconds_encoder} and {@code seconds_generate} [repeat]
     */
    public Map<String, FloatTensor> results(int maxNewTokens, int repeat) {
        Map<String, FloatTensor> results = new LinkedHashMap<>();
        try (TrOcr trOcr = new TrOcr(model);
                INDArray array = Nd4j.create(pixels.values(), pixels.shape(), 'c')) {
            results.put("encoder_last_hidden_state", tensor(trOcr.encode(array)));
            results.put("logits", tensor(trOcr.logits(array, ids.orElseGet(this::startTokens))));
            results.put("ids", tensor(trOcr.generate(array, maxNewTokens)));
            results.put(
                    "seconds_encoder", seconds(repeat, () -> trOcr.encode(array).close()));
            results.put("seconds_generate", seconds(repeat, () -> trOcr.generate(array, maxNewTokens)));
        }
        return results;
    }

    /**
     * Returns every {@linkplain TrainingGraph#stages stage} of one pass, in the order of computation, after the inputs
     * pixel_values and decoder_input_ids. The default decoder_input_ids are the start token and the tokens generated
     * for the picture, without the last one.
     *
     * @param maxNewTokens the most tokens to generate for these
     * @throws IllegalArgumentException if the input does not fit the model
     */
    public Map<String, FloatTensor> stages(int maxNewTokens, GraphEngine engine) {
        try (INDArray patches = patches()) {
            int[][] inputs = ids.orElseGet(() -> idsRead(patches, maxNewTokens));
            if (inputs.length != batch()) {
                throw new IllegalArgumentException(
                        IDS + ": expected a row for each of " + batch() + " pictures, found " + inputs.length + ".");
            }
            int[][] labels = new int[batch()][inputs[0].length];
            Arrays.stream(labels).forEach(row -> Arrays.fill(row, Decoding.IGNORED));
            Map<String, FloatTensor> stages = new LinkedHashMap<>();
            stages.put(PIXELS, pixels);
            stages.put(IDS, tensor(inputs));
            TrainingGraph.Options options = new TrainingGraph.Options(size(), inputs[0].length, 0, false, engine);
            new TrainingGraph(model.weights(), options)
                    .stages(new TrainingBatch(patches, inputs, labels))
                    .forEach((name, value) -> stages.put(name, tensor(value)));
            return stages;
        }
    }

    /**
     * Returns the plans that generate two tokens for this input, or all tokens in parallel, by what they compute.
     *
     * @throws IllegalArgumentException if plans are not available in this process
     */
    public Map<String, List<CompiledGraph.PlanSummary>> plans() {
        GraphEngine engine = GraphEngine.PLANNED.requireSupported();
        try (InferenceGraphs graphs = InferenceGraphs.frozen(model.weights(), engine);
                INDArray patches = patches()) {
            graphs.generate(
                    graphs.encode(patches, size()),
                    batch(),
                    model.generation().withMaxNewTokens(Math.min(2, defaultLength(model.config()))));
            return graphs.plans();
        }
    }

    private int[][] idsRead(INDArray patches, int maxNewTokens) {
        if (model.config().decoding() == Decoding.PARALLEL) {
            return startTokens();
        }
        try (InferenceGraphs graphs = InferenceGraphs.frozen(model.weights(), GraphEngine.fastestOn(Backend.here()))) {
            int[][] read = graphs.generate(
                            graphs.encode(patches, size()),
                            batch(),
                            GenerationConfig.greedy(model.config().decoder(), maxNewTokens))
                    .ids();
            return TrainingBatch.of(patches, read, model.config()).decoderInputIds();
        }
    }

    private int[][] startTokens() {
        int length = model.config().decoding() == Decoding.PARALLEL ? defaultLength(model.config()) : 1;
        int[][] tokens = new int[batch()][length];
        Arrays.stream(tokens)
                .forEach(row -> Arrays.fill(row, model.config().decoder().decoderStartTokenId()));
        return tokens;
    }

    private INDArray patches() {
        return Patches.of(pixels.values(), batch(), model.config().encoder(), size());
    }

    private int batch() {
        return Math.toIntExact(pixels.shape()[0]);
    }

    private ImageSize size() {
        long[] shape = pixels.shape();
        return new ImageSize(Math.toIntExact(shape[2]), Math.toIntExact(shape[3]));
    }

    private static int[][] ids(ModelDirectory model, Checkpoint input) throws CheckpointException {
        long[] shape = shape(input, IDS, 2);
        float[] values = input.floats(IDS);
        int[][] ids = new int[(int) shape[0]][(int) shape[1]];
        for (int i = 0; i < values.length; i++) {
            int id = (int) values[i];
            int most = model.config().decoder().vocabSize() - 1;
            if (id != values[i] || id < 0 || id > most) {
                throw new CheckpointException(
                        input.path(), IDS, "expected token ids from 0 to " + most + ", found " + values[i], null);
            }
            ids[i / ids[0].length][i % ids[0].length] = id;
        }
        return ids;
    }

    private static long[] shape(Checkpoint input, String name, int rank) throws CheckpointException {
        long[] shape = input.info(name).shape();
        if (shape.length != rank || Arrays.stream(shape).anyMatch(size -> size < 1)) {
            throw new CheckpointException(
                    input.path(), name, "expected " + rank + " axes, found shape " + Arrays.toString(shape), null);
        }
        return shape;
    }

    private static FloatTensor tensor(INDArray array) {
        return new FloatTensor(array.shape(), array.dup('c').data().asFloat());
    }

    private static FloatTensor tensor(int[][] ids) {
        float[] flat = new float[ids.length * ids[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = ids[i / ids[0].length][i % ids[0].length];
        }
        return new FloatTensor(new long[] {ids.length, ids[0].length}, flat);
    }

    private static FloatTensor seconds(int repeat, Runnable what) {
        float[] seconds = new float[repeat];
        for (int i = 0; i < repeat; i++) {
            long start = System.nanoTime();
            what.run();
            seconds[i] = (System.nanoTime() - start) / (float) TimeUnit.SECONDS.toNanos(1);
        }
        return new FloatTensor(new long[] {repeat}, seconds);
    }
}
