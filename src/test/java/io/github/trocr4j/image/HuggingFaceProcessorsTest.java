package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of image processors as they are found: pixels as TrOCRProcessor of transformers 5 with Pillow has them. */
@Tag("golden")
class HuggingFaceProcessorsTest {
    private static final Path FAMILY = Path.of("src", "test", "resources", "golden-family");

    @TempDir
    Path folder;

    /** A form of the files: their contents by name, and CRC-32 of the values by the size of noise, or HF's error. */
    record Form(String name, JsonValue content) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() throws IOException {
        JsonValue forms = JsonTree.read(Files.readAllBytes(Goldens.path("processors.json")));
        return StreamSupport.stream(forms.spliterator(), false)
                .map(form -> new Form(form.path("name").asText(), form));
    }

    static Stream<Form> computed() throws IOException {
        return forms().filter(form -> !refused(form));
    }

    static Stream<Form> refused() throws IOException {
        return forms().filter(HuggingFaceProcessorsTest::refused);
    }

    private static boolean refused(Form form) {
        return form.content().has("error") || form.content().has("unsupported");
    }

    @ParameterizedTest
    @MethodSource("computed")
    void eachFormGivesHfsPixelsToTheBit(Form form) throws IOException {
        write(form);
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(FoundProcessor.in(folder, 1, 1).config());
        for (Map.Entry<String, JsonValue> noise :
                form.content().path("crc32").members().entrySet()) {
            String[] size = noise.getKey().split("x", -1);
            Picture picture = Noise.colour(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
            assertThat(Noise.checksum(processor.pixelValues(picture)))
                    .as(noise.getKey())
                    .isEqualTo(noise.getValue().textValue());
        }
    }

    /** What HuggingFace cannot read, and what would need steps that are not here. */
    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeComputedIsRefusedByName(Form form) throws IOException {
        write(form);
        assertThatExceptionOfType(ImageProcessorConfigException.class)
                .isThrownBy(() -> FoundProcessor.in(folder, 1, 1))
                .withMessageContaining(form.content().path("unsupported").asText(""))
                .withMessageContaining("should")
                .withMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "vit-tied, preprocessor_config.json",
        "vit-tied, preprocessor_config.2021.json",
        "vit-tied, ../tokenizers/roberta/saved-by-5.18/processor_config.json",
        "vit-sinusoidal, preprocessor_config.json",
        "deit-learned, preprocessor_config.json",
    })
    void theFamilysPicturesGiveItsPixelsToTheBit(String model, String file) throws IOException {
        TrOcrImageProcessor processor =
                TrOcrImageProcessor.read(FAMILY.resolve(model).resolve(file).normalize());
        try (SafetensorsFile golden = SafetensorsFile.open(FAMILY.resolve(model).resolve("golden.safetensors"))) {
            for (String image : List.of("image.0.", "image.1.")) {
                assertThat(processor.pixelValues(picture(golden, image + "uint8")))
                        .isEqualTo(golden.floats(image + "pixel_values"));
            }
        }
    }

    /** Of an [H, W, 3] tensor. */
    private static Picture picture(SafetensorsFile golden, String name) throws IOException {
        long[] shape = golden.info(name).shape();
        long[] values = golden.longs(name);
        byte[][] planes = new byte[TrOcrImageProcessor.CHANNELS][values.length / TrOcrImageProcessor.CHANNELS];
        for (int i = 0; i < values.length; i++) {
            planes[i % planes.length][i / planes.length] = (byte) values[i];
        }
        return Picture.rgb(planes[0], planes[1], planes[2], (int) shape[1], (int) shape[0]);
    }

    private void write(Form form) throws IOException {
        for (Map.Entry<String, JsonValue> file :
                form.content().path("files").members().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue().toString());
        }
    }
}
