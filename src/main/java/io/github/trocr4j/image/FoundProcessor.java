package io.github.trocr4j.image;

import io.github.trocr4j.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The image processor of a model folder. It is looked for in this order: in the folder, in its subfolder
 * {@code processor}, in its other direct subfolders if all that have one agree, and, for a {@code checkpoint-N} that
 * HuggingFace's Trainer wrote, in the folder above and in {@code processor} beside. If there is none, it is that of
 * Microsoft's checkpoints with this kind of encoder: bilinear for {@code vit} (base and large), bicubic for
 * {@code deit} (small), both with mean and deviation 0.5.
 *
 * <p>Where a {@code processor_config.json} holds an image processor, {@code preprocessor_config.json} beside it does
 * not count, as in transformers 5.
 *
 * @param config what is computed
 * @param remarks where it was found, if not in preprocessor_config.json of the folder, and which keys have no effect
 */
public record FoundProcessor(ImageProcessorConfig config, List<String> remarks) {
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final String SUBFOLDER = "processor";
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-\\d+");
    private static final int MAX_CONFIG_BYTES = 1_000_000;

    public FoundProcessor {
        remarks = List.copyOf(remarks);
    }

    /**
     * Finds and reads the image processor of a model.
     *
     * @param model the folder
     * @param height height of the model's input, for a folder without an image processor
     * @param width its width
     * @throws ImageProcessorConfigException if a file cannot be used, or several subfolders have image processors that
     *     differ
     */
    public static FoundProcessor in(Path model, int height, int width) throws ImageProcessorConfigException {
        List<String> remarks = new ArrayList<>();
        Path folder = folder(model);
        Optional<Path> found = fileIn(folder);
        if (found.isEmpty()) {
            Resampling resample = encoder(model).equals("vit") ? Resampling.BILINEAR : Resampling.BICUBIC;
            remarks.add("image processor: none in the folder; pictures are converted as by Microsoft's, resample "
                    + resample.code() + ", mean and deviation 0.5");
            return new FoundProcessor(ImageProcessorConfig.trOcr(height, width).withResample(resample), remarks);
        }
        Path file = found.get();
        ImageProcessorConfigFile.Content content = ImageProcessorConfigFile.content(file);
        if (!folder.equals(model)) {
            remarks.add("image processor: " + file);
        }
        if (file.endsWith(ImageProcessorConfigFile.PROCESSOR)) {
            boolean both = Files.exists(folder.resolve(PREPROCESSOR));
            remarks.add("image processor: that in " + ImageProcessorConfigFile.PROCESSOR
                    + (both ? ", which comes before " + PREPROCESSOR : ""));
        }
        if (!content.withoutEffect().isEmpty()) {
            remarks.add("image processor: without effect: " + String.join(", ", content.withoutEffect()));
        }
        return new FoundProcessor(content.config(), remarks);
    }

    /**
     * Returns the folder with the files of a model's processor: the image processor, and the tokenizer if the model's
     * own folder has none. It is the model's own folder if there is no other.
     *
     * @throws ImageProcessorConfigException as for {@link #in}
     */
    public static Path folder(Path model) throws ImageProcessorConfigException {
        for (Path folder : List.of(model, model.resolve(SUBFOLDER))) {
            if (fileIn(folder).isPresent()) {
                return folder;
            }
        }
        List<Path> below = new ArrayList<>();
        for (Path folder : subfolders(model)) {
            if (fileIn(folder).isPresent()) {
                below.add(folder);
            }
        }
        requireOne(model, below);
        if (!below.isEmpty()) {
            return below.get(0);
        }
        Path name = model.toAbsolutePath().normalize().getFileName();
        Path above = model.toAbsolutePath().normalize().getParent();
        if (above != null && CHECKPOINT.matcher(name.toString()).matches()) {
            for (Path folder : List.of(above, above.resolve(SUBFOLDER))) {
                if (fileIn(folder).isPresent()) {
                    return folder;
                }
            }
        }
        return model;
    }

    /**
     * Returns the file that says what a model's image processor does, if there is one.
     *
     * @throws ImageProcessorConfigException as for {@link #in}
     */
    public static Optional<Path> file(Path model) throws ImageProcessorConfigException {
        return fileIn(folder(model));
    }

    /** Returns the file in a folder that says what the image processor does. */
    private static Optional<Path> fileIn(Path folder) throws ImageProcessorConfigException {
        Path whole = folder.resolve(ImageProcessorConfigFile.PROCESSOR);
        if (Files.exists(whole) && ImageProcessorConfigFile.holdsImageProcessor(whole)) {
            return Optional.of(whole);
        }
        return Optional.of(folder.resolve(PREPROCESSOR)).filter(Files::exists);
    }

    private static void requireOne(Path model, List<Path> folders) throws ImageProcessorConfigException {
        for (int i = 1; i < folders.size(); i++) {
            Path first = fileIn(folders.get(0)).orElseThrow();
            Path other = fileIn(folders.get(i)).orElseThrow();
            if (!ImageProcessorConfigFile.read(first).equals(ImageProcessorConfigFile.read(other))) {
                throw new ImageProcessorConfigException(
                        model,
                        "should have one image processor, but has none of its own, and those in "
                                + folders.get(0).getFileName() + " and "
                                + folders.get(i).getFileName() + " differ; copy the right one into the folder itself",
                        null);
            }
        }
    }

    private static List<Path> subfolders(Path model) throws ImageProcessorConfigException {
        if (!Files.isDirectory(model)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(model)) {
            return content.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new ImageProcessorConfigException(model, "cannot be read (" + e + ")", e);
        }
    }

    /** Returns the kind of encoder that a model's config.json names, or an empty string. */
    private static String encoder(Path model) {
        Path config = model.resolve("config.json");
        try {
            return Files.size(config) > MAX_CONFIG_BYTES
                    ? ""
                    : JsonTree.read(Files.readAllBytes(config))
                            .path("encoder")
                            .path("model_type")
                            .asText();
        } catch (IOException e) {
            return ""; // whoever reads the model says what is wrong with it
        }
    }
}
