package io.github.trocr4j.image;

import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes HuggingFace's {@code preprocessor_config.json}. Reads both the old format
 * ({@code feature_extractor_type}, {@code size} one number, rescaling implied) and the new
 * ({@code image_processor_type}, {@code size} with height and width).
 *
 * <p>Steps that are not mentioned are performed, as in HuggingFace. The numbers of such a step are required, since
 * their defaults differ between HuggingFace's processors. Unknown keys are ignored. {@code do_center_crop} is refused.
 *
 * <p>The type decides how pictures fit: {@code DonutImageProcessor} (and its variants and old names) is
 * {@link Fit#PAD}, {@value #PAPER} is {@link Fit#PAPER}, and all others, also none, are {@link Fit#STRETCH}. Of Donut's
 * options, only those of {@link Fit#PAD} are supported; others are refused by name.
 */
public final class ImageProcessorConfigFile {
    /** A type that HuggingFace's {@code AutoImageProcessor} refuses, since it has no such processor. */
    private static final String PAPER = "Trocr4jPaperImageProcessor";

    private static final String DONUT = "DonutImageProcessor";
    private static final Set<String> DONUT_NAMES =
            Set.of(DONUT, "DonutImageProcessorFast", "DonutImageProcessorPil", "DonutFeatureExtractor");
    private static final int MAX_BYTES = 1_000_000;

    private final Path file;
    private final JsonValue root;

    private ImageProcessorConfigFile(Path file, JsonValue root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws ImageProcessorConfigException if it is missing or not JSON, or a key has a wrong type or value
     */
    public static ImageProcessorConfig read(Path file) throws ImageProcessorConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ImageProcessorConfigException(file, "has more than " + MAX_BYTES + " bytes", null);
            }
            return parse(file, bytes);
        } catch (ImageProcessorConfigException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ImageProcessorConfigException(file, "does not exist", e);
        } catch (IOException e) {
            throw new ImageProcessorConfigException(file, "cannot be read (" + e + ")", e);
        }
    }

    /**
     * Parses the content of a file.
     *
     * @param file the file, for messages
     * @throws ImageProcessorConfigException if it is not JSON, or a key has a wrong type or value
     */
    public static ImageProcessorConfig parse(Path file, byte[] bytes) throws ImageProcessorConfigException {
        JsonValue root;
        try {
            root = JsonTree.read(bytes);
        } catch (JsonException e) {
            throw new ImageProcessorConfigException(file, "is not valid JSON (" + e.getMessage() + ")", e);
        }
        if (!root.isObject()) {
            throw new ImageProcessorConfigException(file, "should be a JSON object", null);
        }
        return new ImageProcessorConfigFile(file, root).config();
    }

    /**
     * Writes the new format, for HuggingFace's ViTImageProcessor or DonutImageProcessor, which compute the same values;
     * for {@link Fit#PAPER} with a type that HuggingFace does not have.
     */
    public static void write(Path file, ImageProcessorConfig config) throws IOException {
        Files.writeString(file, text(config), StandardCharsets.UTF_8);
    }

    /** Returns the text that {@link #write} writes. */
    public static String text(ImageProcessorConfig config) throws IOException {
        JsonObject json = new JsonObject();
        boolean framed = config.fit() != Fit.STRETCH;
        if (framed) {
            json.put("do_align_long_axis", false);
        }
        json.put("do_normalize", config.doNormalize());
        if (framed) {
            json.put("do_pad", true);
        }
        json.put("do_rescale", config.doRescale());
        json.put("do_resize", config.doResize());
        if (framed) {
            json.put("do_thumbnail", true);
        }
        JsonArray mean = json.putArray("image_mean");
        config.imageMean().forEach(mean::add);
        json.put("image_processor_type", type(config.fit()));
        JsonArray std = json.putArray("image_std");
        config.imageStd().forEach(std::add);
        json.put("resample", config.resample().code());
        json.put("rescale_factor", config.rescaleFactor());
        json.putObject("size").put("height", config.height()).put("width", config.width());
        return json.toPrettyString() + "\n";
    }

    private static String type(Fit fit) {
        return switch (fit) {
            case STRETCH -> "ViTImageProcessor";
            case PAD -> DONUT;
            case PAPER -> PAPER;
        };
    }

    private ImageProcessorConfig config() throws ImageProcessorConfigException {
        if (flag("do_center_crop", false)) {
            throw new ImageProcessorConfigException(
                    file, "asks for do_center_crop, which TrOCR does not do and this project does not support", null);
        }
        boolean resize = flag("do_resize", true);
        boolean normalize = flag("do_normalize", true);
        Fit fit = fit();
        if (fit != Fit.STRETCH) {
            requireOptionsOfPad();
        }
        JsonValue size = root.path("size");
        // Old files of Donut have width and height, in this order.
        boolean pair = fit != Fit.STRETCH && size.isArray() && size.size() == 2;
        JsonValue height = size.isObject() ? size.path("height") : pair ? size.path(1) : size;
        JsonValue width = size.isObject() ? size.path("width") : pair ? size.path(0) : size;
        List<Double> unused = List.of(1.0, 1.0, 1.0);
        try {
            return new ImageProcessorConfig(
                    resize,
                    resize ? integer("size (a number, or height and width)", height) : 1,
                    resize ? integer("size (a number, or height and width)", width) : 1,
                    fit,
                    resize ? Resampling.ofCode(integer("resample", root.path("resample"))) : Resampling.BICUBIC,
                    flag("do_rescale", true),
                    root.has("rescale_factor") ? number("rescale_factor", root.get("rescale_factor")) : 1 / 255.0,
                    normalize,
                    normalize ? channels("image_mean") : unused,
                    normalize ? channels("image_std") : unused);
        } catch (IllegalArgumentException e) {
            throw new ImageProcessorConfigException(file, "has a value it should not have, " + e.getMessage(), e);
        }
    }

    private Fit fit() {
        JsonValue own = root.path("image_processor_type");
        String type = (own.isText() ? own : root.path("feature_extractor_type")).asText();
        if (type.equals(PAPER)) {
            return Fit.PAPER;
        }
        return DONUT_NAMES.contains(type) ? Fit.PAD : Fit.STRETCH;
    }

    private void requireOptionsOfPad() throws ImageProcessorConfigException {
        requireFlag("do_align_long_axis", false, false);
        requireFlag("random_padding", false, false);
        requireFlag("do_resize", true, true);
        requireFlag("do_thumbnail", true, true);
        requireFlag("do_pad", true, true);
    }

    private void requireFlag(String key, boolean missing, boolean expected) throws ImageProcessorConfigException {
        if (flag(key, missing) != expected) {
            throw new ImageProcessorConfigException(
                    file,
                    key + " should be " + expected + " with this image processor, but is " + !expected
                            + ", which this project does not support",
                    null);
        }
    }

    private boolean flag(String key, boolean missing) throws ImageProcessorConfigException {
        JsonValue value = root.path(key);
        if (!value.isMissing() && !value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.isMissing() ? missing : value.isTrue();
    }

    private int integer(String key, JsonValue value) throws ImageProcessorConfigException {
        if (!value.isInt()) {
            throw wrong(key, "an integer", value);
        }
        return value.intValue();
    }

    private double number(String key, JsonValue value) throws ImageProcessorConfigException {
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.doubleValue();
    }

    private List<Double> channels(String key) throws ImageProcessorConfigException {
        JsonValue values = root.path(key);
        if (!values.isArray()) {
            throw wrong(key, "an array of 3 numbers", values);
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonValue value : values) {
            numbers.add(number(key, value));
        }
        return numbers;
    }

    private ImageProcessorConfigException wrong(String key, String expected, JsonValue found) {
        String shown = found.isMissing() ? "missing" : found.toString();
        String brief = shown.length() > 80 ? shown.substring(0, 80) + "..." : shown;
        return new ImageProcessorConfigException(file, key + " should be " + expected + ", but is " + brief, null);
    }
}
