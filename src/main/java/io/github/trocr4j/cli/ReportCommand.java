package io.github.trocr4j.cli;

import io.github.trocr4j.report.ComparisonPage;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunPage;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.run.Version;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: writes the page of a run, or one page that compares several. */
@Command(
        name = "report",
        description = {
            "Writes report.html, the page of a run, from the files in its folder.",
            "For several runs, writes one page that compares them: figures, settings that differ, learning curves."
        })
final class ReportCommand implements Callable<Integer> {
    private static final Path COMPARISON = Path.of("runs-report.html");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folder of a run, such as runs/quick-1.")
    private List<Path> runs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write. Default: report.html in the run folder; for several runs, runs-report.html"
                    + " here.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        List<RunContents> contents = new ArrayList<>();
        for (Path run : runs) {
            contents.add(RunContents.of(run));
        }
        Path file = output;
        if (runs.size() > 1) {
            file = output == null ? COMPARISON : output;
            write(file, ComparisonPage.html(contents, names(contents), Version.program()));
        } else if (output != null) {
            write(output, RunPage.html(contents.get(0), Version.program()));
        } else {
            TrainingRun.writePage(RunFolder.open(runs.get(0)));
            file = runs.get(0).resolve("report.html");
        }
        spec.commandLine().getOut().println(file);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** Returns the names of the folders, or the paths as given if names are not unique. */
    private List<String> names(List<RunContents> contents) {
        List<String> names = contents.stream().map(RunContents::name).toList();
        boolean different = names.stream().distinct().count() == names.size();
        return different ? names : runs.stream().map(Path::toString).toList();
    }

    private static void write(Path file, String page) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "expected the name of an HTML file, found a folder");
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, page);
    }
}
