package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.convert.ModelAverage;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code average}: writes the mean of the weights of several models. */
@Command(
        name = "average",
        description = {
            "Writes a model whose weights are the mean of those of several models.",
            "It often reads better than each of them, if they were trained from one another, or from the same model"
                    + " (\"model soup\"). All but the weights and the temperature of reading.json, whose mean is taken,"
                    + " is that of the first model."
        })
final class AverageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            arity = "2..*",
            description = "Two or more model folders, or run folders for their best models.")
    private List<Path> models;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "New folder for the model.")
    private Path output;

    @Option(
            names = "--shares",
            paramLabel = "X",
            split = ",",
            description = "Share of each model, such as 1,1,2. Default: all have the same.")
    private double[] shares;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        backend.begin(spec);
        double[] each = shares();
        OutputFolder.requireNew(output);
        List<Path> folders = new ArrayList<>();
        List<ModelAverage.Part> parts = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            Path folder = ModelFolders.named(models.get(i));
            folders.add(folder);
            parts.add(new ModelAverage.Part(folder.toString(), ModelDirectory.load(folder), each[i]));
        }
        ModelDirectory mean = ModelAverage.of(parts);
        mean.save(output);
        OutputFolder.copyTextFiles(folders.get(0), mean, output);
        spec.commandLine()
                .getOut()
                .printf(Locale.ROOT, "Wrote the mean of %d models to %s%n", models.size(), output)
                .flush();
        return ExitCode.OK;
    }

    private double[] shares() {
        if (shares == null) {
            double[] same = new double[models.size()];
            Arrays.fill(same, 1);
            return same;
        }
        if (shares.length != models.size()) {
            throw usage("one for each of the " + models.size() + " models", String.valueOf(shares.length));
        }
        for (double share : shares) {
            if (!(share > 0 && Double.isFinite(share))) {
                throw usage("numbers above 0", String.valueOf(share));
            }
        }
        return shares;
    }

    private ParameterException usage(String expected, String found) {
        return new ParameterException(spec.commandLine(), "--shares: expected " + expected + ", found " + found);
    }
}
