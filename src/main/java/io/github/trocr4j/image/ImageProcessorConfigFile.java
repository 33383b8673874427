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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes the configuration of HuggingFace's image processors: {@code preprocessor_config.json} of all ages
 * ({@code feature_extractor_type} and {@code size} one number, {@code image_processor_type} and {@code size} with
 * height and width, with or without the keys that are null), and the {@code image_processor} in
 * {@code processor_config.json}, which {@code TrOCRProcessor} of transformers 5 saves.
 *
 * <p>Values are taken as transformers 5 with Pillow takes them (its results are in the test resources,
 * {@code golden/processors.json}): a key that is missing has the value of the class, {@link ProcessorType}; a step that
 * is null is not done; of both kinds of type the newer one counts. A file without a type, which HuggingFace refuses,
 * has to give all numbers. Pictures are converted to RGB whatever {@code do_convert_rgb} says.
 *
 * <p>What would change the pixels and is not supported is refused by name: other types, cropping, padding, sizes that
 * depend on the picture, other filters. {@link Content#withoutEffect} lists what changes nothing.
 */
public final class ImageProcessorConfigFile {
    /** The file of processors that were saved by {@code TrOCRProcessor} of transformers 5. */
    static final String PROCESSOR = "processor_config.json";

    private static final String NESTED = "image_processor";
    private static final int MAX_BYTES = 1_000_000;
    private static final String TYPE = "image_processor_type";
    private static final String OLD_TYPE = "feature_extractor_type";
    private static final String SIZE = "size (a number, or height and width)";
    private static final String FORMAT = "input_data_format";

    /** Keys that count, and those that say who wrote the file. */
    private static final Set<String> KNOWN = Set.of(
            TYPE,
            OLD_TYPE,
            "processor_class",
            "do_center_crop",
            "do_resize",
            "size",
            "resample",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std");

    private final Path file;
    private final JsonValue root;
    private final JsonValue defaults;
    private final Fit fit;

    private ImageProcessorConfigFile(Path file, JsonValue root) throws ImageProcessorConfigException {
        this.file = file;
        this.root = root;
        JsonValue own = root.path(TYPE);
        String name = own.isText()
                ? own.textValue()
                : root.path(OLD_TYPE).asText("").replace("FeatureExtractor", "ImageProcessor");
        if (name.isEmpty()) {
            this.defaults = ProcessorType.flags();
            this.fit = Fit.STRETCH;
            return;
        }
        ProcessorType type = ProcessorType.named(name)
                .orElseThrow(() -> wrong(
                        own.isText() ? TYPE : OLD_TYPE,
                        "one of " + ProcessorType.names(),
                        own.isText() ? own : root.path(OLD_TYPE)));
        this.defaults = type.defaults();
        this.fit = type.fit();
    }

    /**
     * The content of a file.
     *
     * @param config what is computed
     * @param withoutEffect the other keys that are not null, in the order of the file, such as the size of a crop that
     *     is not done
     */
    public record Content(ImageProcessorConfig config, List<String> withoutEffect) {
        public Content {
            withoutEffect = List.copyOf(withoutEffect);
        }
    }

    /**
     * Reads a file.
     *
     * @param file of a processor that was saved as a whole if it is called {@code processor_config.json}
     * @throws ImageProcessorConfigException if it is missing or not JSON, a key has a wrong type or value, or something
     *     is asked for that is not supported
     */
    public static ImageProcessorConfig read(Path file) throws ImageProcessorConfigException {
        return content(file).config();
    }

    /** As {@link #read}, with the keys that have no effect. */
    public static Content content(Path file) throws ImageProcessorConfigException {
        return content(file, json(file));
    }

    /**
     * Parses the content of a file.
     *
     * @param file the file, for messages
     * @throws ImageProcessorConfigException as for {@link #read}
     */
    public static ImageProcessorConfig parse(Path file, byte[] bytes) throws ImageProcessorConfigException {
        return content(file, json(file, bytes)).config();
    }

    /**
     * Returns whether a {@code processor_config.json} holds an image processor. Those of transformers 4 do not; the
     * image processor is in another file.
     */
    static boolean holdsImageProcessor(Path file) throws ImageProcessorConfigException {
        JsonValue nested = json(file).path(NESTED);
        return !nested.isMissing() && !nested.isNull();
    }

    private static Content content(Path file, JsonValue root) throws ImageProcessorConfigException {
        JsonValue own = root;
        if (file.endsWith(PROCESSOR)) {
            own = root.path(NESTED);
            if (!own.isObject()) {
                throw new ImageProcessorConfigException(
                        file, NESTED + " should be a JSON object, but is " + brief(own), null);
            }
        }
        ImageProcessorConfigFile found = new ImageProcessorConfigFile(file, own);
        return new Content(found.config(), found.withoutEffect());
    }

    private static JsonValue json(Path file) throws ImageProcessorConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ImageProcessorConfigException(file, "has more than " + MAX_BYTES + " bytes", null);
            }
            return json(file, bytes);
        } catch (ImageProcessorConfigException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ImageProcessorConfigException(file, "does not exist", e);
        } catch (IOException e) {
            throw new ImageProcessorConfigException(file, "cannot be read (" + e + ")", e);
        }
    }

    private static JsonValue json(Path file, byte[] bytes) throws ImageProcessorConfigException {
        JsonValue root;
        try {
            root = JsonTree.read(bytes);
        } catch (JsonException e) {
            throw new ImageProcessorConfigException(file, "is not valid JSON (" + e.getMessage() + ")", e);
        }
        if (!root.isObject()) {
            throw new ImageProcessorConfigException(file, "should be a JSON object", null);
        }
        return root;
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
        json.put("image_processor_type", ProcessorType.of(config.fit()).huggingFaceName());
        JsonArray std = json.putArray("image_std");
        config.imageStd().forEach(std::add);
        json.put("resample", config.resample().code());
        json.put("rescale_factor", config.rescaleFactor());
        json.putObject("size").put("height", config.height()).put("width", config.width());
        return json.toPrettyString() + "\n";
    }

    private ImageProcessorConfig config() throws ImageProcessorConfigException {
        boolean resize = flag("do_resize");
        boolean normalize = flag("do_normalize");
        boolean rescale = flag("do_rescale");
        if (fit != Fit.STRETCH) {
            requireOptionsOfPad();
        }
        Size size = resize ? size("size", SIZE) : new Size(1, 1);
        requireNoCrop(size);
        requireNoFrame(size);
        if (root.path(FORMAT).isText() && !root.path(FORMAT).textValue().equals("channels_last")) {
            throw wrong(FORMAT, "channels_last, as pictures are,", root.path(FORMAT));
        }
        List<Double> unused = List.of(1.0, 1.0, 1.0);
        try {
            return new ImageProcessorConfig(
                    resize,
                    size.height(),
                    size.width(),
                    fit,
                    resize ? resample() : Resampling.BICUBIC,
                    rescale,
                    rescale ? number("rescale_factor", value("rescale_factor")) : 1 / 255.0,
                    normalize,
                    normalize ? channels("image_mean") : unused,
                    normalize ? channels("image_std") : unused);
        } catch (IllegalArgumentException e) {
            throw new ImageProcessorConfigException(file, "has a value it should not have, " + e.getMessage(), e);
        }
    }

    private List<String> withoutEffect() {
        return root.members().entrySet().stream()
                .filter(member -> !member.getValue().isNull() && !KNOWN.contains(member.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void requireOptionsOfPad() throws ImageProcessorConfigException {
        requireFlag("do_align_long_axis", false);
        requireFlag("random_padding", false);
        requireFlag("do_resize", true);
        requireFlag("do_thumbnail", true);
        requireFlag("do_pad", true);
    }

    private void requireFlag(String key, boolean expected) throws ImageProcessorConfigException {
        if (flag(key) != expected) {
            throw new ImageProcessorConfigException(
                    file,
                    key + " should be " + expected + " with this image processor, but is " + !expected
                            + ", which this project does not support",
                    null);
        }
    }

    /** A crop to the size of the picture changes nothing. */
    private void requireNoCrop(Size size) throws ImageProcessorConfigException {
        if (!flag("do_center_crop")) {
            return;
        }
        Size crop = size("crop_size", "crop_size");
        if (!flag("do_resize") || !crop.equals(size)) {
            throw new ImageProcessorConfigException(
                    file,
                    "do_center_crop should be false"
                            + (root.path("do_center_crop").isMissing()
                                    ? ", but is true for this type"
                                    : ", but is true")
                            + " with a crop_size of " + crop + " and a size of " + size
                            + ", which TrOCR does not do and this project does not support",
                    null);
        }
    }

    /** Padding that the type does not do by itself; to the size of the picture it changes nothing. */
    private void requireNoFrame(Size size) throws ImageProcessorConfigException {
        JsonValue padded = root.path("pad_size");
        boolean asked = fit == Fit.STRETCH && flag("do_pad") && !padded.isMissing() && !padded.isNull();
        if (asked && !size("pad_size", "pad_size").equals(size)) {
            throw wrong("pad_size", "the same as size", padded);
        }
    }

    /** A size in pixels. */
    private record Size(int height, int width) {
        @Override
        public String toString() {
            return height + "x" + width;
        }
    }

    private Size size(String key, String name) throws ImageProcessorConfigException {
        JsonValue size = value(key);
        if (size.isObject()) {
            for (String member : size.members().keySet()) {
                if (!member.equals("height") && !member.equals("width")) {
                    throw new ImageProcessorConfigException(
                            file,
                            name + " should have height and width only, but has " + member
                                    + "; the model takes pictures of one size",
                            null);
                }
            }
            return new Size(integer(name, size.path("height")), integer(name, size.path("width")));
        }
        if (size.isArray() && size.size() == 2) {
            // Height and width; in Donut's files width and height.
            int height = fit == Fit.STRETCH ? 0 : 1;
            return new Size(integer(name, size.path(height)), integer(name, size.path(1 - height)));
        }
        int edge = integer(name, size);
        JsonValue square = root.path("default_to_square");
        if (key.equals("size") && !square.isMissing() && !square.isTrue()) {
            throw wrong("default_to_square", "true with a size that is one number", square);
        }
        return new Size(edge, edge);
    }

    /** HuggingFace takes any name for bilinear. */
    private Resampling resample() throws ImageProcessorConfigException {
        JsonValue resample = value("resample");
        if (resample.isText() && resample.textValue().toLowerCase(Locale.ROOT).endsWith("bilinear")) {
            return Resampling.BILINEAR;
        }
        return Resampling.ofCode(integer("resample", resample));
    }

    /** Returns what the file says, else the value of the type. */
    private JsonValue value(String key) {
        JsonValue own = root.path(key);
        return own.isMissing() ? defaults.path(key) : own;
    }

    private boolean flag(String key) throws ImageProcessorConfigException {
        JsonValue value = value(key);
        if (!value.isMissing() && !value.isNull() && !value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.isTrue();
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
        JsonValue values = value(key);
        if (values.isNumber()) { // for all channels
            return Collections.nCopies(TrOcrImageProcessor.CHANNELS, values.doubleValue());
        }
        if (!values.isArray()) {
            throw wrong(key, "an array of 3 numbers, or a number", values);
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonValue value : values) {
            numbers.add(number(key, value));
        }
        return numbers;
    }

    private ImageProcessorConfigException wrong(String key, String expected, JsonValue found) {
        return new ImageProcessorConfigException(
                file, key + " should be " + expected + ", but is " + brief(found), null);
    }

    private static String brief(JsonValue found) {
        String shown = found.isMissing() ? "missing" : found.toString();
        return shown.length() > 80 ? shown.substring(0, 80) + "..." : shown;
    }
}
