package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files are read as they were written, and writing is atomic. */
class SafetensorsWriterTest {
    @TempDir
    Path folder;

    @Tag("golden")
    @ParameterizedTest
    @CsvSource({"F32, model", "F16, model_f16", "BF16, model_bf16"})
    void writesTheSameBytesAsHuggingFace(Dtype dtype, String expected) throws IOException {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(Goldens.path("tiny/model.safetensors"))) {
            for (String name : file.names()) {
                tensors.put(name, new FloatTensor(file.info(name).shape(), file.floats(name)));
            }
        }
        Path target = folder.resolve("model.safetensors");
        SafetensorsWriter.write(target, SafetensorsWriter.PYTORCH, tensors, dtype);
        assertThat(target).hasSameBinaryContentAs(Goldens.path("tiny/" + expected + ".safetensors"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsBackWhatItWrote(long seed) throws IOException {
        Map<String, FloatTensor> tensors = tensors(new SplittableRandom(seed));
        Path target = folder.resolve("x.safetensors");
        SafetensorsWriter.write(target, Map.of("a \"note\"", "\u00e9"), tensors);
        try (SafetensorsFile file = SafetensorsFile.open(target)) {
            assertThat(file.names()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(tensors.keySet());
            assertThat(file.metadata()).isEqualTo(Map.of("a \"note\"", "\u00e9"));
            assertThat(file.dataStart() % 8).as("seed %d", seed).isZero();
            for (String name : file.names()) {
                assertThat(new FloatTensor(file.info(name).shape(), file.floats(name)))
                        .as("seed %d", seed)
                        .isEqualTo(tensors.get(name));
            }
        }
    }

    /** Returns at most five tensors, including empty ones and empty names, with characters that JSON escapes. */
    private static Map<String, FloatTensor> tensors(SplittableRandom random) {
        String characters = "ab.\"\\/\n\u00e9\u4e2d\uffee";
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (int count = random.nextInt(6); count > 0; count--) {
            StringBuilder name = new StringBuilder();
            random.ints(random.nextInt(7), 0, characters.length()).forEach(i -> name.append(characters.charAt(i)));
            float[] values = new float[random.nextInt(21)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(8) == 0 ? -0f : Float.intBitsToFloat(random.nextInt());
            }
            tensors.put(name.toString(), new FloatTensor(new long[] {values.length, 1}, values));
        }
        return tensors;
    }

    @Test
    void ordersNamesAsRustDoes() throws IOException {
        Path target = folder.resolve("x.safetensors");
        FloatTensor one = new FloatTensor(new long[0], new float[] {1});
        SafetensorsWriter.write(target, Map.of(), Map.of("\uffee", one, "\ud83d\ude00", one, "a", one));
        try (SafetensorsFile file = SafetensorsFile.open(target)) {
            assertThat(file.names()).containsExactly("a", "\uffee", "\ud83d\ude00");
            assertThat(file.metadata()).isEmpty();
        }
    }

    @Test
    void writesTensorsLongerThanAChunk() throws IOException {
        float[] values = new float[(1 << 18) + 1];
        values[values.length - 1] = 5;
        Path target = folder.resolve("x.safetensors");
        SafetensorsWriter.write(target, Map.of(), Map.of("a", new FloatTensor(new long[] {values.length}, values)));
        try (SafetensorsFile file = SafetensorsFile.open(target)) {
            assertThat(file.floats("a")).isEqualTo(values);
        }
    }

    @Test
    void replacesAnOlderFileAndLeavesNothingBeside() throws IOException {
        Path target = Files.writeString(folder.resolve("x.safetensors"), "older");
        SafetensorsWriter.write(target, Map.of(), Map.of());
        SafetensorsFile.open(target).close();
        assertThat(entries()).containsExactly(target);
    }

    @Test
    void leavesTheTargetAloneWhenWhatIsWrittenWouldNotOpen() throws IOException {
        Path target = Files.writeString(folder.resolve("x.safetensors"), "older");
        FloatTensor tensor = new FloatTensor(new long[] {1}, new float[1]);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsWriter.write(target, Map.of(), Map.of("a\0b", tensor)))
                .satisfies(e -> assertThat(e.file()).isEqualTo(target))
                .withMessageContaining("NUL");
        assertThat(target).hasContent("older");
        assertThat(entries()).containsExactly(target);
    }

    @Test
    void saysThatAFolderIsMissing() {
        Path target = folder.resolve("none/x.safetensors");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsWriter.write(target, Map.of(), Map.of()))
                .withMessageContaining("could not be written");
    }

    @Test
    void refusesTypesThatAreNoFloatsAndShapesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(folder.resolve("x"), Map.of(), Map.of(), Dtype.I64));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FloatTensor(new long[] {2, 3}, new float[5]))
                .withMessageContaining("[2, 3] has 6 values, but there are 5");
        assertThatIllegalArgumentException().isThrownBy(() -> new FloatTensor(new long[] {-1, -1}, new float[1]));
    }

    private Stream<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return Stream.of(entries.toArray(Path[]::new));
        }
    }

    @Test
    void valuesAreAskedForOneTensorAfterTheOtherInTheOrderOfTheFile() throws IOException {
        List<String> asked = new ArrayList<>();
        Map<String, long[]> shapes = Map.of("b", new long[] {2}, "a", new long[] {1}, "c", new long[0]);
        SafetensorsWriter.Values values = name -> {
            asked.add(name);
            return new float[name.equals("b") ? 2 : 1];
        };
        SafetensorsWriter.write(folder.resolve("x"), Map.of(), shapes, values, Dtype.F32);
        assertThat(asked).containsExactly("a", "b", "c");
    }

    @Test
    void valuesThatAreNotAsManyAsTheShapeSaysLeaveNoFile() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(
                        folder.resolve("x"), Map.of(), Map.of("a", new long[] {2, 3}), name -> new float[5], Dtype.F32))
                .withMessage("shape [2, 3] of a has 6 values, but there are 5");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
