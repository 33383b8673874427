package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both formats of preprocessor_config.json, and errors in them. */
class ImageProcessorConfigFileTest {
    /** As in TrOCR-small. */
    private static final String OLD = """
            {"crop_size": 224, "do_center_crop": false, "do_normalize": true, "do_resize": true,
             "feature_extractor_type": "DeiTFeatureExtractor", "image_mean": [0.5, 0.5, 0.5],
             "image_std": [0.5, 0.5, 0.5], "resample": 3, "size": 384}""";

    private static final String NEW = """
            {"do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.1, 0.2, 0.3],
             "image_processor_type": "ViTImageProcessor", "image_std": [1, 2, 3], "resample": 2,
             "rescale_factor": 0.5, "size": {"height": 32, "width": 160}, "something_new": {"a": []}}""";

    private static final String DONUT = """
            {"do_align_long_axis": false, "do_normalize": true, "do_pad": true, "do_resize": true,
             "do_thumbnail": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
             "random_padding": false, "resample": 3, TYPE, "size": SIZE}""";

    @TempDir
    Path folder;

    @Test
    void readsTheOldFormatWithImpliedRescaling() throws IOException {
        assertThat(read(OLD)).isEqualTo(ImageProcessorConfig.trOcr(384, 384));
        Path file = folder.resolve("preprocessor_config.json");
        assertThat(TrOcrImageProcessor.read(file).config()).isEqualTo(ImageProcessorConfig.trOcr(384, 384));
    }

    @Test
    void readsTheNewFormatAndIgnoresUnknownKeys() throws IOException {
        assertThat(read(NEW))
                .isEqualTo(new ImageProcessorConfig(
                        true,
                        32,
                        160,
                        Fit.STRETCH,
                        Resampling.BILINEAR,
                        true,
                        0.5,
                        true,
                        List.of(0.1, 0.2, 0.3),
                        List.of(1.0, 2.0, 3.0)));
    }

    @Test
    void needsNoNumbersForSkippedSteps() throws IOException {
        assertThat(read("{\"do_resize\": false, \"do_normalize\": false, \"do_rescale\": false}")
                        .doResize())
                .isFalse();
    }

    /** As Donut's first files and HuggingFace's later versions have it. */
    @Test
    void readsPaddingFromTheFilesOfDonut() throws IOException {
        for (String type : List.of(
                "\"feature_extractor_type\": \"DonutFeatureExtractor\"",
                "\"feature_extractor_type\": \"DonutFeatureExtractor\", \"image_processor_type\": \"DonutImageProcessor\"",
                "\"image_processor_type\": \"DonutImageProcessorFast\"",
                "\"image_processor_type\": \"DonutImageProcessorPil\"")) {
            for (String size : List.of("[160, 32]", "{\"height\": 32, \"width\": 160}")) {
                assertThat(read(DONUT.replace("TYPE", type).replace("SIZE", size)))
                        .isEqualTo(ImageProcessorConfig.trOcr(32, 160).withFit(Fit.PAD));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "\"do_pad\": true, \"do_pad\": false",
        "\"do_thumbnail\": true, \"do_thumbnail\": false",
        "\"do_resize\": true, \"do_resize\": false",
        "\"random_padding\": false, \"random_padding\": true",
        "\"do_align_long_axis\": false, \"do_align_long_axis\": true",
        "\"do_align_long_axis\": false, \"do_align_long_axis\": 0",
    })
    void refusesOptionsOfDonutThatItDoesNotHaveByName(String good, String bad) throws IOException {
        String donut = DONUT.replace("TYPE", "\"image_processor_type\": \"DonutImageProcessor\"")
                .replace("SIZE", "{\"height\": 32, \"width\": 160}");
        assertThat(donut).contains(good);
        refuses(donut.replace(good, bad), good.substring(1, good.indexOf('"', 1)) + " should be ");
    }

    @Test
    void refusesAPairOfSizesThatIsNotDonuts() throws IOException {
        String donut = DONUT.replace("TYPE", "\"image_processor_type\": \"DonutImageProcessor\"");
        refuses(donut.replace("SIZE", "[160, 32, 3]"), "size (a number, or height and width)");
        refuses(donut.replace("SIZE", "[160, null]"), "size (a number, or height and width)");
        refuses(donut.replace("DonutImage", "ViTImage").replace("SIZE", "[160, 32, 3]"), "size (a number");
    }

    @Test
    void writesWhatTheProcessorOfDonutLoads() throws IOException {
        assertThat(ImageProcessorConfigFile.text(
                        ImageProcessorConfig.trOcr(32, 160).withFit(Fit.PAD)))
                .isEqualTo("""
                        {
                          "do_align_long_axis" : false,
                          "do_normalize" : true,
                          "do_pad" : true,
                          "do_rescale" : true,
                          "do_resize" : true,
                          "do_thumbnail" : true,
                          "image_mean" : [ 0.5, 0.5, 0.5 ],
                          "image_processor_type" : "DonutImageProcessor",
                          "image_std" : [ 0.5, 0.5, 0.5 ],
                          "resample" : 3,
                          "rescale_factor" : 0.00392156862745098,
                          "size" : {
                            "height" : 32,
                            "width" : 160
                          }
                        }
                        """);
    }

    @Test
    void readsEachFitThatItWrote() throws IOException {
        for (Fit fit : Fit.values()) {
            ImageProcessorConfig config = ImageProcessorConfig.trOcr(32, 160).withFit(fit);
            assertThat(read(ImageProcessorConfigFile.text(config))).isEqualTo(config);
        }
        assertThat(ImageProcessorConfigFile.text(
                        ImageProcessorConfig.trOcr(32, 160).withFit(Fit.PAPER)))
                .contains("\"image_processor_type\" : \"Trocr4jPaperImageProcessor\"");
    }

    @Test
    void readsWhatItWrote() throws IOException {
        for (ImageProcessorConfig config : List.of(read(OLD), read(NEW))) {
            Path file = folder.resolve("written.json");
            ImageProcessorConfigFile.write(file, config);
            assertThat(ImageProcessorConfigFile.read(file)).isEqualTo(config);
            assertThat(file)
                    .content()
                    .contains("\"image_processor_type\" : \"ViTImageProcessor\"")
                    .endsWith("}\n");
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"do_resize\": true | \"do_resize\": 1 | do_resize should be true or false, but is 1",
                "\"do_center_crop\": false | \"do_center_crop\": true | but is true with a crop_size of 224x224 and a size",
                "\"do_center_crop\": false, | '' | do_center_crop should be false, but is true for this type with a crop_size of 224x224",
                "\"do_resize\": true | \"do_resize\": \"true\" | do_resize should be true or false",
                "\"size\": 384 | \"size\": \"384\" | size (a number, or height and width) should be an integer",
                "\"size\": 384 | \"size\": [384] | size (a number, or height and width)",
                "\"size\": 384 | \"size\": {\"shortest_edge\": 224} | but has shortest_edge",
                "\"size\": 384 | \"size\": {\"height\": 32} | but is missing",
                "\"size\": 384 | \"size\": 3.5 | but is 3.5",
                "\"size\": 384 | \"size\": 4294967297 | but is 4294967297",
                "\"size\": 384 | \"size\": 0 | size should be positive",
                "\"size\": 384 | \"size\": null | but is null",
                "\"resample\": 3 | \"resample\": 0 | NEAREST",
                "\"feature_ext | \"image_processor_type\": \"CLIPImageProcessor\", \"feature_ext | one of ViTImageProcessor",
                "\"resample\": 3 | \"resample\": \"bicubic\" | resample should be an integer",
                "\"resample\": 3 | \"rescale_factor\": \"x\", \"resample\": 3 | rescale_factor should be a number",
                "\"image_mean\": [0.5, 0.5, 0.5] | \"image_mean\": \"0.5\" | image_mean should be an array",
                "\"image_mean\": [0.5, 0.5, 0.5] | \"image_mean\": [0.5, 0.5] | image_mean should be 3 finite",
                "\"image_mean\": [0.5, 0.5, 0.5] | \"image_mean\": [0.5, 0.5, null] | image_mean should be a number",
                "\"image_std\": [0.5, 0.5, 0.5] | \"image_std\": [0.5, 0, 0.5] | image_std should be 3 finite",
                "\"image_std\": [0.5, 0.5, 0.5] | \"image_std\": [0.5, 1e999, 0.5] | image_std should be 3 finite",
                "\"resample\": 3 | \"resample\": 3, \"resample\": 3 | again",
                "\"resample\": 3 | \"resample\": | not valid JSON",
                "\"size\": 384} | \"size\": 384} x | not valid JSON",
            })
    void refusesABadValueAndNamesIt(String good, String bad, String complaint) throws IOException {
        assertThat(OLD).contains(good);
        refuses(OLD.replace(good, bad), complaint);
    }

    @Test
    void refusesOtherJsonThanObjects() throws IOException {
        refuses("", "should be a JSON object");
        refuses("[1]", "should be a JSON object");
        refuses("[".repeat(100_000), "levels");
        refuses(" ".repeat(1_000_001), "more than 1000000 bytes");
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatExceptionOfType(ImageProcessorConfigException.class)
                .isThrownBy(() -> ImageProcessorConfigFile.read(folder.resolve("none")))
                .withMessageContaining("does not exist");
    }

    private ImageProcessorConfig read(String json) throws IOException {
        return ImageProcessorConfigFile.read(Files.writeString(folder.resolve("preprocessor_config.json"), json));
    }

    private void refuses(String json, String complaint) throws IOException {
        Path file = Files.writeString(folder.resolve("preprocessor_config.json"), json);
        assertThatExceptionOfType(ImageProcessorConfigException.class)
                .isThrownBy(() -> ImageProcessorConfigFile.read(file))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(complaint)
                .satisfies(e -> assertThat(e.file()).isEqualTo(file));
    }
}
