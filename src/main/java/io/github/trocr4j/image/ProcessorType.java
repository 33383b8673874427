package io.github.trocr4j.image;

import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The image processors that are supported, each with the values of the keys that a file leaves out: the class
 * attributes of HuggingFace's {@code ViTImageProcessor}, {@code DeiTImageProcessor} and {@code DonutImageProcessor}.
 */
enum ProcessorType {
    /** TrOCR-base and -large. */
    VIT("ViTImageProcessor", Fit.STRETCH, Resampling.BILINEAR, 224, 224),
    /** TrOCR-small. The only one that crops by default. */
    DEIT("DeiTImageProcessor", Fit.STRETCH, Resampling.BICUBIC, 256, 256),
    DONUT("DonutImageProcessor", Fit.PAD, Resampling.BILINEAR, 2560, 1920),
    /** HuggingFace's {@code AutoImageProcessor} refuses it, since it has no such processor. */
    PAPER("Trocr4jPaperImageProcessor", Fit.PAPER, Resampling.BILINEAR, 224, 224);

    private static final int DEIT_CROP = 224;

    private final String huggingFaceName;
    private final Fit fit;
    private final Resampling resample;
    private final int height;
    private final int width;

    ProcessorType(String huggingFaceName, Fit fit, Resampling resample, int height, int width) {
        this.huggingFaceName = huggingFaceName;
        this.fit = fit;
        this.resample = resample;
        this.height = height;
        this.width = width;
    }

    /** Finds a type by its name, also with the suffixes of its variants ({@code Fast}, {@code Pil}). */
    static Optional<ProcessorType> named(String name) {
        String base = name.replaceFirst("(Fast|Pil)$", "");
        return Arrays.stream(values())
                .filter(type -> type.huggingFaceName.equals(base))
                .findFirst();
    }

    /** Returns the type that writes this fit. */
    static ProcessorType of(Fit fit) {
        return switch (fit) {
            case STRETCH -> VIT;
            case PAD -> DONUT;
            case PAPER -> PAPER;
        };
    }

    /** Returns the names of all types, for messages. */
    static String names() {
        return Arrays.stream(values())
                .filter(type -> type != PAPER)
                .map(ProcessorType::huggingFaceName)
                .collect(Collectors.joining(", "));
    }

    String huggingFaceName() {
        return huggingFaceName;
    }

    Fit fit() {
        return fit;
    }

    /** Returns the values of keys that are missing in a file of this type. */
    JsonObject defaults() {
        JsonObject defaults = flags();
        defaults.put("resample", resample.code());
        defaults.putObject("size").put("height", height).put("width", width);
        half(defaults.putArray("image_mean"));
        half(defaults.putArray("image_std"));
        if (this == DEIT) {
            defaults.put("do_center_crop", true).put("crop_size", DEIT_CROP);
        }
        if (fit != Fit.STRETCH) {
            defaults.put("do_thumbnail", true).put("do_pad", true);
        }
        return defaults;
    }

    /** Returns what is common to all, also to a file without a type. */
    static JsonObject flags() {
        return new JsonObject()
                .put("do_resize", true)
                .put("do_rescale", true)
                .put("do_normalize", true)
                .put("rescale_factor", 1 / 255.0);
    }

    private static void half(JsonArray values) {
        for (int channel = 0; channel < TrOcrImageProcessor.CHANNELS; channel++) {
            values.add(0.5);
        }
    }
}
