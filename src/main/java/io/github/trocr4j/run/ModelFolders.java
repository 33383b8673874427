package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.report.RunFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Locates models: in folders of their own, and in the folders of runs. */
public final class ModelFolders {
    /** The default folder of runs, relative to the working directory. */
    public static final Path RUNS = Path.of("runs");

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";

    private ModelFolders() {}

    /**
     * Returns the model folder for a path: the path itself if it holds a model, or the best model if it is a run.
     *
     * @throws IOException if there is no model in either
     */
    public static Path named(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (CheckpointFiles.in(folder).isPresent()) {
            return folder;
        }
        Path best = best(folder);
        if (CheckpointFiles.in(best).isPresent()) {
            return best;
        }
        throw new FileNotFoundException(folder + ": expected a model (" + CONFIG + ", " + WEIGHTS
                + ") or a run with one in " + best.getFileName() + ", found neither"
                + CheckpointFiles.other(folder).map(other -> "; it " + other).orElse("") + ".");
    }

    /**
     * Loads a model, or the one that comes with the library if there is none, to read so many pictures that ND4J is
     * worth its start.
     */
    public static LineReader reader(Optional<Path> model) throws IOException {
        ReaderOptions options = ReaderOptions.DEFAULT.withEngine(ReaderOptions.Engine.ND4J);
        return model.isPresent() ? LineReader.load(model.get(), options) : LineReader.load(options);
    }

    /**
     * Returns whether a model reads text: it has no digit head.
     *
     * @param model a model folder
     */
    public static boolean readsText(Path model) throws IOException {
        return ConfigJson.read(model.resolve(CONFIG)).digitHead().isEmpty();
    }

    /**
     * Returns the most recently written best model of all runs in a folder; of equally recent ones, the last by name.
     */
    public static Optional<Path> newest(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        Path newest = null;
        FileTime time = null;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
            for (Path run : folders) {
                if (!Files.isDirectory(run) || !Files.exists(best(run).resolve(WEIGHTS))) {
                    continue;
                }
                FileTime written = Files.getLastModifiedTime(best(run).resolve(WEIGHTS));
                int order = newest == null ? 1 : written.compareTo(time);
                if (order > 0 || (order == 0 && run.compareTo(newest) > 0)) {
                    newest = run;
                    time = written;
                }
            }
        }
        return newest == null ? Optional.empty() : Optional.of(best(newest));
    }

    /** Returns the folder of a run's best model, relative to the path as the user gave it. */
    private static Path best(Path run) throws IOException {
        return run.resolve(RunFolder.open(run).best().getFileName());
    }
}
