package io.github.trocr4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** HuggingFace's own numbers, beside the checkout; tests that need them are skipped where they are missing. */
public final class Goldens {
    private static final Path ROOT = Path.of("../shared/golden");

    private Goldens() {}

    /** A directory of goldens; skips the calling test where it is missing. */
    public static Path directory(String name) {
        Path directory = ROOT.resolve(name);
        assumeTrue(Files.isDirectory(directory), () -> "no goldens at " + directory);
        return directory;
    }

    /** golden.safetensors of a directory. */
    public static SafetensorsFile open(String name) throws IOException {
        return SafetensorsFile.open(directory(name).resolve("golden.safetensors"));
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

    /** Values of the goldens' formula for a name: float32 in [-s, s). */
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

    /** A whole model of formula weights. */
    public static Weights formulaWeights(TrOcrConfig config, float s) {
        return Weights.from(
                config, (key, shape) -> formula(key, (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b), s));
    }

    /** Formula pixels, [2, 3, height, width]. */
    public static INDArray formulaPixels(String name, int height, int width) {
        return Nd4j.create(formula(name, 2 * 3 * height * width, 1f), new long[] {2, 3, height, width}, 'c');
    }

    /** Largest absolute difference. */
    public static double difference(INDArray a, INDArray b) {
        return a.sub(b.reshape(a.shape())).amaxNumber().doubleValue();
    }
}
