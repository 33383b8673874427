package io.github.trocr4j;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The results of HuggingFace, PyTorch and Pillow for formula weights and inputs, written by tools/make_goldens.py. */
public final class Goldens {
    private static final Path ROOT = Path.of("src", "test", "resources", "golden");
    private static final int STRIDE = 37;

    private Goldens() {}

    /** Returns a file or directory of the goldens. */
    public static Path path(String name) {
        return ROOT.resolve(name);
    }

    /** Opens golden.safetensors of a directory. */
    public static SafetensorsFile open(String name) throws IOException {
        return SafetensorsFile.open(path(name).resolve("golden.safetensors"));
    }

    public static INDArray array(SafetensorsFile file, String name) throws IOException {
        return Nd4j.create(file.floats(name), file.info(name).shape(), 'c');
    }

    public static int[][] ids(SafetensorsFile file, String name) throws IOException {
        TensorInfo info = file.info(name);
        long[] flat = file.longs(name);
        int columns = (int) info.shape()[1];
        int[][] ids = new int[(int) info.shape()[0]][columns];
        for (int i = 0; i < flat.length; i++) {
            ids[i / columns][i % columns] = (int) flat[i];
        }
        return ids;
    }

    /** Returns the stages of a tiny golden, by name, with their names in it. */
    public static Map<String, String> stages(SafetensorsFile golden) {
        Map<String, String> stages = new LinkedHashMap<>();
        for (String name : golden.names()) {
            if (name.startsWith("inter.") && !name.matches("inter\\.(past|sinusoidal).*")) {
                String[] parts = name.split("\\.", -1);
                stages.put(stage(parts[1], Integer.parseInt(parts[2])), name);
            }
        }
        stages.put("encoder.layernorm", "expected.encoder_last_hidden_state");
        stages.put("decoder.output_projection", "expected.logits");
        return stages;
    }

    /** HF's hidden states start with the input of the first layer. */
    private static String stage(String golden, int i) {
        return switch (golden) {
            case "encoder_hidden" -> i == 0 ? "encoder.embeddings" : "encoder.encoder.layer." + (i - 1);
            case "decoder_hidden" ->
                i == 0 ? "decoder.model.decoder.layernorm_embedding" : "decoder.model.decoder.layers." + (i - 1);
            default -> golden + "s." + i; // encoder_attention, decoder_attention, cross_attention
        };
    }

    /** Returns the values of the goldens' formula for a name: float32 in [-s, s). */
    public static float[] formula(String name, int count, float s) {
        long h = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * 0x100000001b3L;
        }
        String[] parts = name.split("\\.", -1);
        String owner = parts.length > 1 ? parts[parts.length - 2] : "";
        boolean gain = name.endsWith(".weight") && (owner.contains("layernorm") || owner.contains("layer_norm"));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = h + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z = z ^ (z >>> 31);
            float v = ((int) (z >>> 40) - 8388608) / 8388608f;
            float u = s * v;
            values[i] = gain ? 1f + u : u;
        }
        return values;
    }

    /** Returns a model of formula weights. */
    public static Weights formulaWeights(TrOcrConfig config, float s) {
        return Weights.from(
                config, (key, shape) -> formula(key, (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b), s));
    }

    /** Returns formula pixels, [2, 3, height, width]. */
    public static INDArray formulaPixels(String name, int height, int width) {
        return Nd4j.create(formula(name, 2 * 3 * height * width, 1f), new long[] {2, 3, height, width}, 'c');
    }

    /**
     * Returns the largest absolute difference from a golden tensor. Of large tensors, the goldens hold each 37th value
     * and the root mean square of each row, which cannot differ by more than the values.
     */
    public static double difference(SafetensorsFile file, String name, INDArray found) throws IOException {
        if (file.contains(name)) {
            return difference(array(file, name), found);
        }
        float[] values = found.dup('c').data().asFloat();
        float[] some = file.floats(name + ".each_" + STRIDE + "th");
        float[] means = file.floats(name + ".rms");
        int width = (int) found.size(-1);
        if (some.length != (values.length + STRIDE - 1) / STRIDE || means.length != values.length / width) {
            throw new IllegalArgumentException(name + " is of another shape than " + Arrays.toString(found.shape()));
        }
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            largest = Math.max(largest, Math.abs((double) some[i] - values[i * STRIDE]));
        }
        for (int row = 0; row < means.length; row++) {
            largest = Math.max(largest, Math.abs(means[row] - rootMeanSquare(values, row * width, width)));
        }
        return largest;
    }

    /** Compares a range of values. */
    public static double rootMeanSquare(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum / count);
    }

    /** Returns the largest absolute difference. */
    public static double difference(INDArray a, INDArray b) {
        return a.sub(b.reshape(a.shape())).amaxNumber().doubleValue();
    }
}
