package io.github.trocr4j.rivals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of {@code tools/make_rival_files.py} in ONNX Runtime, for one input size: all graph optimisations, one
 * operation at a time on several threads. Keys and values stay in native tensors between tokens. Not thread-safe.
 */
final class OnnxModel implements AutoCloseable {
    private static final int START_TOKEN = 10;
    private static final int DIGITS = 5;
    private static final String PRESENT = "present.";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession encoder;
    private final OrtSession firstToken; // null, as the next, if only the encoder is measured
    private final OrtSession nextToken;
    private final int height;
    private final int width;

    /**
     * Loads the files: the encoder's, and those of the decoder if they are there.
     *
     * @throws OrtException if one is missing or not an ONNX file
     */
    OnnxModel(Path folder, int height, int width, int threads) throws OrtException {
        this.height = height;
        this.width = width;
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            encoder = session(folder.resolve("encoder-" + height + "x" + width + ".onnx"), options);
            boolean reads = Files.exists(folder.resolve("decoder.onnx"));
            firstToken = reads ? session(folder.resolve("decoder.onnx"), options) : null;
            nextToken = reads ? session(folder.resolve("decoder-with-past.onnx"), options) : null;
        }
    }

    private OrtSession session(Path file, SessionOptions options) throws OrtException {
        return environment.createSession(file.toString(), options);
    }

    /** Wraps pixel values [B x 3 x H x W] in native memory as a tensor, without a copy. */
    OnnxTensor pixels(FloatBuffer values, int batch) throws OrtException {
        return OnnxTensor.createTensor(environment, values, new long[] {batch, 3, height, width});
    }

    /** Returns the last hidden state, [B x T x hidden]. The caller closes it. */
    Result encode(OnnxTensor pixels) throws OrtException {
        return encoder.run(Map.of("pixel_values", pixels));
    }

    /** Returns the five digits of each strip, read greedily. */
    List<String> read(OnnxTensor pixels) throws OrtException {
        int batch = (int) pixels.getInfo().getShape()[0];
        List<StringBuilder> digits = new ArrayList<>();
        long[] ids = new long[batch];
        Arrays.fill(ids, START_TOKEN);
        for (int row = 0; row < batch; row++) {
            digits.add(new StringBuilder());
        }
        // Later steps read tensors of earlier results, so those stay open.
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            Result states = opened(encode(pixels), open);
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("encoder_hidden_states", (OnnxTensor) states.get(0));
            for (int i = 0; i < DIGITS; i++) {
                LongBuffer tokens = LongBuffer.wrap(ids);
                inputs.put("input_ids", opened(tensor(tokens), open));
                Result result = opened((i == 0 ? firstToken : nextToken).run(inputs), open);
                keepCache(result, inputs);
                float[][] logits = (float[][]) result.get(0).getValue();
                for (int row = 0; row < batch; row++) {
                    ids[row] = largest(logits[row]);
                    digits.get(row).append(ids[row]);
                }
            }
        } finally {
            closeAll(open);
        }
        return digits.stream().map(StringBuilder::toString).toList();
    }

    private OnnxTensor tensor(LongBuffer ids) throws OrtException {
        return OnnxTensor.createTensor(environment, ids, new long[] {ids.capacity(), 1});
    }

    /**
     * The present keys and values are the past of the next token; those of cross-attention are only in the first
     * result.
     */
    private static void keepCache(Result result, Map<String, OnnxTensor> inputs) {
        inputs.remove("encoder_hidden_states");
        for (Map.Entry<String, OnnxValue> output : result) {
            String name = output.getKey();
            if (name.startsWith(PRESENT)) {
                inputs.put("past_key_values." + name.substring(PRESENT.length()), (OnnxTensor) output.getValue());
            }
        }
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static <T extends AutoCloseable> T opened(T resource, Deque<AutoCloseable> open) {
        open.push(resource);
        return resource;
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("A tensor of ONNX Runtime could not be released.", e);
            }
        }
    }

    @Override
    public void close() throws OrtException {
        encoder.close();
        if (firstToken != null) {
            firstToken.close();
            nextToken.close();
        }
    }
}
