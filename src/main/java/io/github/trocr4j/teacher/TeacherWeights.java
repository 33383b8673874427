package io.github.trocr4j.teacher;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.plan.ConvolutionShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolutional teacher as numbers: architecture and parameters. Its files are {@link #CONFIG} and
 * {@link #PARAMETERS}; both are untrusted until they have been read without an exception. Deeplearning4j's own form, a
 * zip with names of classes that are instantiated, is not used.
 *
 * @param architecture the shape
 * @param parameters by name, as {@link #shapes} lists them
 */
public record TeacherWeights(TeacherArchitecture architecture, Map<String, FloatTensor> parameters) {
    /** The file of the architecture. */
    public static final String CONFIG = "teacher.json";
    /** The file of the parameters: not that of a model, which {@code predict} would look for. */
    public static final String PARAMETERS = "teacher.safetensors";
    /** Added to the variance by batch normalisation. */
    public static final double EPSILON = 1e-5;
    /** The name of a block is this and its number. */
    public static final String BLOCK = "block";
    /** The name of the linear layer. */
    public static final String HEAD = "head";

    private static final String MODEL_TYPE = "model_type";
    private static final String TYPE = "convolutional-digit-teacher";
    private static final int LARGEST_CONFIG = 1 << 20;

    /**
     * Checks that all parameters are there and have their shapes.
     *
     * @throws IllegalArgumentException if not
     */
    public TeacherWeights {
        parameters = Map.copyOf(parameters);
        Map<String, FloatTensor> given = parameters;
        shapes(architecture).forEach((name, shape) -> {
            FloatTensor tensor = given.get(name);
            if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                throw new IllegalArgumentException(name + ": expected the shape " + Arrays.toString(shape) + ", found "
                        + (tensor == null ? "no such parameter" : Arrays.toString(tensor.shape())) + ".");
            }
        });
    }

    /** Returns the shapes of all parameters, in the order of computation. */
    public static Map<String, long[]> shapes(TeacherArchitecture architecture) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int index = 0;
        for (ConvolutionShape shape : architecture.convolutions()) {
            String name = BLOCK + index++ + ".";
            shapes.put(name + "weight", new long[] {shape.kernel(), shape.kernel(), shape.inputs(), shape.outputs()});
            for (String each : List.of("gamma", "beta", "mean", "variance")) {
                shapes.put(name + each, new long[] {shape.outputs()});
            }
        }
        shapes.put(HEAD + ".weight", new long[] {architecture.features(), TeacherArchitecture.CLASSES});
        shapes.put(HEAD + ".bias", new long[] {TeacherArchitecture.CLASSES});
        return shapes;
    }

    /** Returns the values of a parameter, which must not be changed. */
    float[] values(String name) {
        return parameters.get(name).values();
    }

    /**
     * Writes both files, replacing those that are there.
     *
     * @throws IOException if that fails
     */
    public void save(Path folder) throws IOException {
        Files.createDirectories(folder);
        SafetensorsWriter.write(folder.resolve(PARAMETERS), SafetensorsWriter.PYTORCH, parameters);
        JsonObject config = architecture.json();
        config.put(MODEL_TYPE, TYPE);
        Files.write(folder.resolve(CONFIG), (config.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether a folder is one of a convolutional teacher. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG));
    }

    /**
     * Reads a teacher.
     *
     * @param folder with both files
     * @throws IOException if one is missing or damaged; the message is one sentence
     */
    public static TeacherWeights load(Path folder) throws IOException {
        TeacherArchitecture architecture = architecture(folder.resolve(CONFIG));
        Map<String, FloatTensor> parameters = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(PARAMETERS))) {
            for (Map.Entry<String, long[]> expected : shapes(architecture).entrySet()) {
                parameters.put(expected.getKey(), tensor(file, expected.getKey(), expected.getValue()));
            }
            for (String name : file.names()) {
                if (!parameters.containsKey(name)) {
                    throw new CheckpointException(
                            file.path(),
                            name,
                            "is not one of the architecture in " + CONFIG + "; use both files of one training",
                            null);
                }
            }
        }
        return new TeacherWeights(architecture, parameters);
    }

    private static FloatTensor tensor(SafetensorsFile file, String name, long[] shape) throws CheckpointException {
        long[] found = file.info(name).shape(); // an exception that names the tensor if there is none
        if (!Arrays.equals(found, shape)) {
            throw new CheckpointException(
                    file.path(),
                    name,
                    "has the shape " + Arrays.toString(found) + " where " + CONFIG + " needs " + Arrays.toString(shape)
                            + "; use both files of one training",
                    null);
        }
        float[] values = file.floats(name);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new CheckpointException(
                        file.path(), name, "has a value that is not a finite number; train it again", null);
            }
        }
        return new FloatTensor(shape, values);
    }

    private static TeacherArchitecture architecture(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": expected the file of a convolutional teacher, found no such file; train one"
                    + " first, or name its folder best.");
        }
        if (Files.size(file) > LARGEST_CONFIG) {
            throw new IOException(file + ": expected at most " + LARGEST_CONFIG + " bytes, found " + Files.size(file)
                    + "; this is not the file of a teacher.");
        }
        try {
            JsonValue json = JsonTree.read(Files.readAllBytes(file));
            if (!TYPE.equals(json.path(MODEL_TYPE).textValue())) {
                throw new IOException(file + ": " + MODEL_TYPE + ": expected " + TYPE
                        + ", found another; name the folder of a teacher.");
            }
            return TeacherArchitecture.of(json);
        } catch (JsonException e) {
            throw new IOException(file + ": " + e.getMessage() + "; use the file that the training wrote.", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
