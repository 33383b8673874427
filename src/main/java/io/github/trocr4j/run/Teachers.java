package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.teacher.ConvolutionalTeacher;
import io.github.trocr4j.teacher.TeacherWeights;
import io.github.trocr4j.train.Distillation;
import io.github.trocr4j.train.ModelTeacher;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.SoftTargets;
import io.github.trocr4j.train.StripTeacher;
import io.github.trocr4j.train.Teacher;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The teachers of a training, and where they are.
 *
 * @param distillation what the recipe says of them
 * @param folders their folders, or those of their runs, in the recipe's order
 */
public record Teachers(Distillation distillation, List<Path> folders) {
    private static final String INDEX = ".index.json";

    /** Returns the teachers of a recipe, at the places that it names; empty if it has none. */
    static Optional<Teachers> of(Preset recipe) {
        return recipe.distillation()
                .map(found -> new Teachers(
                        found,
                        found.teachers().stream()
                                .map(source -> Path.of(source.model()))
                                .toList()));
    }

    /**
     * Returns what a recipe says of teachers in these folders.
     *
     * @throws IOException if one holds no model; the message is one sentence
     */
    public static List<Distillation.Source> sources(List<Path> folders) throws IOException {
        List<Distillation.Source> sources = new ArrayList<>();
        for (Path folder : folders) {
            sources.add(new Distillation.Source(folder.toString(), sha256(model(folder))));
        }
        return sources;
    }

    /**
     * Loads the teachers of a recipe.
     *
     * @param student the model that learns from them
     * @return empty if the recipe has none
     * @throws IOException if one is missing, is not the recipe's, or cannot teach this student; the message is one
     *     sentence
     */
    public static Optional<SoftTargets> open(
            Preset recipe, ModelDirectory student, TrainingData data, GraphEngine engine) throws IOException {
        Optional<Teachers> teachers = of(recipe);
        return teachers.isPresent() ? Optional.of(teachers.get().open(student, data, engine)) : Optional.empty();
    }

    /** As above, at the places that are known here. The caller closes the result. */
    SoftTargets open(ModelDirectory student, TrainingData data, GraphEngine engine) throws IOException {
        List<Distillation.Source> sources = distillation.teachers();
        if (folders.size() != sources.size()) {
            throw new IOException("Teachers: the recipe has " + sources.size() + ", found " + folders.size());
        }
        List<Teacher> opened = new ArrayList<>();
        try {
            for (int i = 0; i < sources.size(); i++) {
                Path folder = model(folders.get(i));
                String found = sha256(folder);
                if (!found.equals(sources.get(i).sha256())) {
                    throw new IOException("Teacher " + folder + ": the recipe has the one of SHA-256 "
                            + sources.get(i).sha256() + ", found " + found);
                }
                opened.add(teacher(folder, student, data, engine));
            }
            return new SoftTargets(List.copyOf(opened), distillation);
        } catch (IOException | RuntimeException e) {
            opened.forEach(Teacher::close);
            throw e;
        }
    }

    private static Path model(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("Teacher " + folder + ": expected the folder of a model, found "
                    + (Files.exists(folder) ? "something else" : "nothing"));
        }
        Path best = RunFolder.open(folder).best();
        if (isDigitTeacher(folder) || isDigitTeacher(best)) {
            return isDigitTeacher(folder) ? folder : best;
        }
        try {
            return ModelFolders.named(folder);
        } catch (NotDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("Teacher " + e.getMessage(), e);
        }
    }

    private static boolean isDigitTeacher(Path folder) {
        return TeacherWeights.isIn(folder);
    }

    /** Returns the hash of the file of the weights; that of all parts, by name, if there is an index of several. */
    private static String sha256(Path folder) throws IOException {
        if (isDigitTeacher(folder)) {
            return Sha256.of(folder.resolve(TeacherWeights.PARAMETERS));
        }
        Path file = CheckpointFiles.in(folder).orElseThrow();
        String name = file.getFileName().toString();
        if (!name.endsWith(INDEX)) {
            return Sha256.of(file);
        }
        Set<String> parts = new TreeSet<>();
        for (JsonValue part : JsonTree.read(Files.readAllBytes(file))
                .path("weight_map")
                .members()
                .values()) {
            parts.add(part.asText());
        }
        MessageDigest digest = Sha256.digest();
        for (String part : parts) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(folder.resolve(part)), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return Sha256.hex(digest);
    }

    private static Teacher teacher(Path folder, ModelDirectory student, TrainingData data, GraphEngine engine)
            throws IOException {
        if (isDigitTeacher(folder)) {
            return digitTeacher(folder, data);
        }
        ModelDirectory model = ModelDirectory.load(folder);
        Weights weights = model.weights();
        try {
            weights.requireFinite(folder);
            requireSameOutputs(folder, model, student);
            if (data instanceof LineTrainingData lines && lines.recipe().original()) {
                requireSameTokens(folder, model, lines);
            }
            return new ModelTeacher(weights, model.processor(), engine, data.labelLength(student.config()));
        } catch (IllegalArgumentException e) {
            weights.close();
            throw new IOException("Teacher " + folder + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static Teacher digitTeacher(Path folder, TrainingData data) throws IOException {
        if (!(data instanceof DigitTrainingData)) {
            throw new IOException("Teacher " + folder + ": reads single digits, which only strips are made of; expected"
                    + " a model with the outputs of the one that it teaches.");
        }
        ConvolutionalTeacher teacher = ConvolutionalTeacher.load(folder);
        return new StripTeacher(teacher::probabilities, teacher::close);
    }

    private static void requireSameOutputs(Path folder, ModelDirectory teacher, ModelDirectory student)
            throws IOException {
        String expected = outputs(student);
        String found = outputs(teacher);
        if (!expected.equals(found)) {
            throw new IOException("Teacher " + folder + ": expected the outputs of the model that it teaches, "
                    + expected + ", found " + found + ".");
        }
    }

    private static String outputs(ModelDirectory model) {
        TrOcrConfig config = model.config();
        if (config.digitHead().isPresent()) {
            return config.outputs() + " digits";
        }
        return model.characters()
                .map(characters -> "the characters \"" + characters.alphabet() + "\"")
                .orElse(String.format(Locale.ROOT, "%,d tokens", config.outputs()));
    }

    /** Tokenizers are the same if they write the lines of the training as the same tokens. */
    private static void requireSameTokens(Path folder, ModelDirectory teacher, LineTrainingData lines)
            throws IOException {
        OwnTokenizer own = lines.tokenizer().orElseThrow();
        OwnTokenizer other = OwnTokenizer.of(folder, teacher.config());
        for (LabelledLine line : lines.lines().all()) {
            if (other.flaw(line.text()).isPresent()
                    || !Arrays.equals(
                            own.tokenizer().encode(line.text()),
                            other.tokenizer().encode(line.text()))) {
                throw new IOException(
                        "Teacher " + folder + ": expected the tokenizer of the model that it teaches, found"
                                + " one that writes other tokens for \"" + line.text() + "\".");
            }
        }
    }
}
