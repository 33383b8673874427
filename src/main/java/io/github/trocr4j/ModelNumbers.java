package io.github.trocr4j;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a model computes, as tensors by name, so that another implementation's numbers can be held against them. */
public final class ModelNumbers {
    private static final int TEXT_LENGTH = 20;

    private ModelNumbers() {}

    /** Tokens to read where nobody says how many: the digit head's, else 20, or as many as the model has positions. */
    public static int usualLength(TrOcrConfig config) {
        return Math.min(
                config.digitHead().map(DigitHead::length).orElse(TEXT_LENGTH),
                config.decoder().maxPositionEmbeddings());
    }

    /**
     * Runs the model.
     *
     * @param input holds {@code pixel_values} [B, 3, H, W], and maybe {@code decoder_input_ids} [B, L], floats both
     * @param maxNewTokens most tokens to read
     * @param repeat how often encoding and reading are measured, after the first time, which is not
     * @return {@code encoder_last_hidden_state} [B, T, hidden], {@code logits} [B, L, V], {@code ids} [B, n] of greedy
     *     reading, {@code seconds_encoder} and {@code seconds_generate} [repeat]
     */
    public static Map<String, FloatTensor> of(TrOcr trOcr, Checkpoint input, int maxNewTokens, int repeat)
            throws CheckpointException {
        INDArray pixels = Nd4j.create(input.floats("pixel_values"), rank(input, "pixel_values", 4), 'c');
        int[][] decoderIds = decoderIds(trOcr.config(), input, (int) pixels.size(0));
        Map<String, FloatTensor> numbers = new LinkedHashMap<>();
        numbers.put("encoder_last_hidden_state", tensor(trOcr.encode(pixels)));
        numbers.put("logits", tensor(trOcr.logits(pixels, decoderIds)));
        numbers.put("ids", tensor(trOcr.generate(pixels, maxNewTokens)));
        numbers.put(
                "seconds_encoder", seconds(repeat, () -> trOcr.encode(pixels).close()));
        numbers.put("seconds_generate", seconds(repeat, () -> trOcr.generate(pixels, maxNewTokens)));
        return numbers;
    }

    private static int[][] decoderIds(TrOcrConfig config, Checkpoint input, int batch) throws CheckpointException {
        String name = "decoder_input_ids";
        boolean parallel = config.decoding() == Decoding.PARALLEL;
        int[][] ids = new int[batch][parallel ? usualLength(config) : 1];
        if (!input.contains(name)) {
            for (int[] row : ids) {
                Arrays.fill(row, config.decoder().decoderStartTokenId());
            }
            return ids;
        }
        long[] shape = rank(input, name, 2);
        float[] values = input.floats(name);
        ids = new int[(int) shape[0]][(int) shape[1]];
        for (int i = 0; i < values.length; i++) {
            int id = (int) values[i];
            if (id != values[i] || id < 0 || id >= config.decoder().vocabSize()) {
                throw new CheckpointException(
                        input.path(),
                        name,
                        "expected token ids from 0 to " + (config.decoder().vocabSize() - 1) + ", found " + values[i],
                        null);
            }
            ids[i / ids[0].length][i % ids[0].length] = id;
        }
        return ids;
    }

    private static long[] rank(Checkpoint input, String name, int rank) throws CheckpointException {
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
