package io.github.trocr4j.cli;

import io.github.trocr4j.run.Teachers;
import io.github.trocr4j.train.Distillation;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --teacher}, {@code --teacher-share}, {@code --teacher-temperature}: models that a training learns from. */
final class TeacherOptions {
    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            arity = "1..*",
            description = "Learn from the probabilities of these models, too, which have the same outputs; those of"
                    + " several are averaged. Unless --label-smoothing is given, they take its place.")
    private List<Path> teachers = List.of();

    @Option(
            names = "--teacher-share",
            paramLabel = "X",
            description = "Share of the target that is the teachers', the rest is the label's. Default: "
                    + Distillation.USUAL_SHARE + ".")
    private Double share;

    @Option(
            names = "--teacher-temperature",
            paramLabel = "X",
            description = "Divisor of the teachers' logits. Default: 1.")
    private Double temperature;

    /**
     * Returns the recipe with the given teachers.
     *
     * @param smoothed whether the user chose the label smoothing
     */
    Preset applied(Preset recipe, boolean smoothed, CommandSpec spec) throws IOException {
        Optional<Distillation> before = recipe.distillation();
        if (teachers.isEmpty() && before.isEmpty()) {
            if (share != null || temperature != null) {
                throw usage(spec, "--teacher-share and --teacher-temperature: add --teacher with a model");
            }
            return recipe;
        }
        List<Distillation.Source> sources = teachers.isEmpty() ? before.get().teachers() : Teachers.sources(teachers);
        try {
            Preset taught = recipe.with(new Distillation(
                    sources,
                    share != null ? share : before.map(Distillation::share).orElse(Distillation.USUAL_SHARE),
                    temperature != null
                            ? temperature
                            : before.map(Distillation::temperature).orElse(1.0)));
            return before.isPresent() || smoothed
                    ? taught
                    : taught.with(TrainingConfigBuilder.builder(taught.training())
                            .labelSmoothing(0)
                            .build());
        } catch (IllegalArgumentException e) {
            throw usage(spec, "--teacher-" + e.getMessage());
        }
    }

    /** Returns where the teachers of a resumed run are, if not where they were. */
    Optional<List<Path>> folders() {
        return teachers.isEmpty() ? Optional.empty() : Optional.of(teachers);
    }

    /** Throws picocli's exception if an option differs from the recipe of the resumed run. */
    void requireSame(Preset run, CommandSpec spec) {
        requireSame("share", share, run.distillation().map(Distillation::share), spec);
        requireSame("temperature", temperature, run.distillation().map(Distillation::temperature), spec);
        if (!teachers.isEmpty() && run.distillation().isEmpty()) {
            throw usage(spec, "--resume: the run has no teacher; a resumed run keeps its recipe");
        }
    }

    private static void requireSame(String name, Double given, Optional<Double> run, CommandSpec spec) {
        if (given != null && !given.equals(run.orElse(null))) {
            throw usage(
                    spec,
                    "--resume: --teacher-" + name + ": the run has "
                            + run.map(Object::toString).orElse("no teacher") + ", found " + given
                            + "; a resumed run keeps its recipe");
        }
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
