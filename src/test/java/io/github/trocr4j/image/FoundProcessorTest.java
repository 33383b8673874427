package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the image processor of a model folder is. */
class FoundProcessorTest {
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final String PROCESSOR = "processor_config.json";

    @TempDir
    Path folder;

    @Test
    void theFoldersOwnFileNeedsNoRemark() throws IOException {
        write(folder, PREPROCESSOR, vit(3));
        write(folder.resolve("processor"), PREPROCESSOR, vit(2));
        FoundProcessor found = found(folder);
        assertThat(found.config()).isEqualTo(ImageProcessorConfig.trOcr(32, 64));
        assertThat(found.remarks()).isEmpty();
    }

    @Test
    void processorConfigComesFirstAndIsNamed() throws IOException {
        write(folder, PREPROCESSOR, vit(3));
        write(folder, PROCESSOR, whole(vit(2)));
        FoundProcessor found = found(folder);
        assertThat(found.config().resample()).isEqualTo(Resampling.BILINEAR);
        assertThat(found.remarks())
                .containsExactly(
                        "image processor: that in processor_config.json, which comes before preprocessor_config.json");
    }

    @Test
    void processorConfigWithoutImageProcessorDoesNotCount() throws IOException {
        write(folder, PREPROCESSOR, vit(2));
        write(folder, PROCESSOR, "{\"processor_class\": \"TrOCRProcessor\"}");
        assertThat(found(folder).config().resample()).isEqualTo(Resampling.BILINEAR);
    }

    @Test
    void keysWithoutEffectAreListed() throws IOException {
        write(
                folder,
                PREPROCESSOR,
                "{\"do_center_crop\": false, \"crop_size\": 9, \"device\": null, \"do_convert_rgb\": false, "
                        + vit(3).substring(1));
        assertThat(found(folder).remarks())
                .containsExactly("image processor: without effect: crop_size, do_convert_rgb");
    }

    @Test
    void theSubfolderProcessorComesNext() throws IOException {
        write(folder.resolve("processor"), PROCESSOR, whole(vit(2)));
        write(folder.resolve("another"), PREPROCESSOR, vit(3));
        assertThat(found(folder).config().resample()).isEqualTo(Resampling.BILINEAR);
        assertThat(found(folder).remarks())
                .contains("image processor: " + folder.resolve("processor").resolve(PROCESSOR));
        assertThat(FoundProcessor.folder(folder)).isEqualTo(folder.resolve("processor"));
    }

    @Test
    void otherSubfoldersCountIfTheyAgree() throws IOException {
        write(folder.resolve("checkpoint-100"), PREPROCESSOR, vit(2));
        write(folder.resolve("checkpoint-50"), PREPROCESSOR, vit(2));
        assertThat(found(folder).config().resample()).isEqualTo(Resampling.BILINEAR);
        write(folder.resolve("checkpoint-50"), PREPROCESSOR, vit(3));
        assertThatExceptionOfType(ImageProcessorConfigException.class)
                .isThrownBy(() -> found(folder))
                .withMessage(folder + ": should have one image processor, but has none of its own, and those in"
                        + " checkpoint-100 and checkpoint-50 differ; copy the right one into the folder itself.");
    }

    @Test
    void checkpointsOfTheTrainerHaveItBeside() throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoint-500"));
        Path other = Files.createDirectories(folder.resolve("mine"));
        write(folder.resolve("processor"), PREPROCESSOR, vit(2));
        assertThat(found(checkpoint).config().resample()).isEqualTo(Resampling.BILINEAR);
        write(folder, PREPROCESSOR, vit(1));
        assertThat(found(checkpoint).config().resample()).isEqualTo(Resampling.LANCZOS);
        assertThat(found(other).config().resample()).isEqualTo(Resampling.BICUBIC);
    }

    @Test
    void withoutAnyItIsMicrosoftsForTheEncoder() throws IOException {
        ImageProcessorConfig deit = ImageProcessorConfig.trOcr(16, 80);
        assertThat(found(folder).config()).isEqualTo(deit);
        write(folder, "config.json", "{\"encoder\": {\"model_type\": \"deit\"}}");
        assertThat(found(folder).config()).isEqualTo(deit);
        write(folder, "config.json", "{\"encoder\": {\"model_type\": \"vit\"}}");
        FoundProcessor found = found(folder);
        assertThat(found.config()).isEqualTo(deit.withResample(Resampling.BILINEAR));
        assertThat(found.remarks())
                .containsExactly("image processor: none in the folder; pictures are converted as by Microsoft's,"
                        + " resample 2, mean and deviation 0.5");
    }

    private static FoundProcessor found(Path model) throws IOException {
        return FoundProcessor.in(model, 16, 80);
    }

    private static void write(Path folder, String file, String json) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve(file), json);
    }

    private static String vit(int resample) {
        return "{\"image_processor_type\": \"ViTImageProcessor\", \"resample\": " + resample
                + ", \"size\": {\"height\": 32, \"width\": 64}}";
    }

    private static String whole(String imageProcessor) {
        return "{\"image_processor\": " + imageProcessor + ", \"processor_class\": \"TrOCRProcessor\"}";
    }
}
