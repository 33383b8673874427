package io.github.trocr4j.cli;

import io.github.trocr4j.run.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code trocr4j}: its verbs and their common options. */
@Command(
        name = "trocr4j",
        description =
                "TrOCR on the JVM: trains models that read five handwritten digits, and reads pictures with them.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Without a verb, it trains with defaults.",
            "trocr4j VERB --help describes a verb and its options."
        })
public final class CommandLineInterface {
    private static final String DEFAULT_VERB = "train";

    /** In the order of the help. */
    private static final List<String> VERBS = List.of(
            "train",
            "train-teacher",
            "evaluate",
            "report",
            "predict",
            "serve",
            "import",
            "export",
            "average",
            "inspect",
            "dump",
            "generate-lines",
            "info",
            "benchmark");

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean debug;

    private CommandLineInterface() {}

    /** Runs one verb on the console; without arguments, the default one. Returns the exit code of the process. */
    public static int run(String... args) {
        return run(Output.standard(), Output.error(), args);
    }

    /** As {@link #run(String...)}, with the given writers. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        if (args.length > 1 && args[0].equals("predict")) {
            try {
                FileNames.requireDecoded(args);
                OptionalInt code = PredictCommand.predictAtOnce(args, out, err);
                if (code.isPresent()) {
                    out.flush();
                    return code.getAsInt();
                }
            } catch (IOException | RuntimeException | Error e) {
                return Failure.of(e).report(e, false, err);
            }
        }
        return run(commandLine(args).setOut(out).setErr(err), args);
    }

    private static int run(CommandLine commandLine, String... args) {
        String[] verb = args.length == 0 ? new String[] {DEFAULT_VERB} : args;
        try {
            FileNames.requireDecoded(verb);
            int exitCode = commandLine.execute(verb);
            commandLine.getOut().flush();
            return exitCode;
        } catch (IOException | RuntimeException | Error e) {
            // Picocli passes exceptions to the handler, but not errors such as OutOfMemoryError.
            return report(e, commandLine);
        }
    }

    /** Picocli takes 10 ms to inspect a verb. If the command line starts with a verb, only that one is registered. */
    private static CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new CommandLineInterface());
        String first = args.length == 0 ? DEFAULT_VERB : args[0];
        for (String verb : VERBS.contains(first) ? List.of(first) : VERBS) {
            commandLine.addSubcommand(verb(verb));
        }
        commandLine.setExecutionExceptionHandler((exception, verb, parsed) -> report(exception, commandLine));
        configure(commandLine);
        return commandLine;
    }

    private static Object verb(String name) {
        return switch (name) {
            case "train" -> new TrainCommand();
            case "train-teacher" -> new TrainTeacherCommand();
            case "evaluate" -> new EvaluateCommand();
            case "report" -> new ReportCommand();
            case "predict" -> new PredictCommand();
            case "serve" -> new ServeCommand();
            case "import" -> new ImportCommand();
            case "export" -> new ExportCommand();
            case "average" -> new AverageCommand();
            case "inspect" -> new InspectCommand();
            case "dump" -> new DumpCommand();
            case "generate-lines" -> new GenerateLinesCommand();
            case "info" -> new InfoCommand();
            case "benchmark" -> new BenchmarkCommand();
            default -> throw new IllegalArgumentException("There is no verb " + name + ".");
        };
    }

    /** Configures help, version, exit codes and the reading of arguments for a command and its subcommands. */
    static void configure(CommandLine commandLine) {
        // @names.png is the file of this name, and -h.png is not -h.
        commandLine.setExpandAtFiles(false).setPosixClusteredShortOptionsAllowed(false);
        CommandLine.IParameterExceptionHandler usage = commandLine.getParameterExceptionHandler();
        commandLine.setParameterExceptionHandler((e, args) -> {
            Optional<String> file = fileLikeAnOption(args, e.getCommandLine());
            if (file.isEmpty()) {
                return usage.handleParseException(e, args);
            }
            return new Failure(
                            Failure.shown(file.get()) + ": a word that begins with a hyphen is an option; for the file"
                                    + " of this name, write " + Failure.shown(ShellCommand.quoted("./" + file.get()))
                                    + ".",
                            ExitCode.USAGE)
                    .report(e, false, commandLine.getErr());
        });
        commandLine.setExecutionStrategy(parsed -> {
            try {
                return new CommandLine.RunLast().execute(parsed);
            } catch (UncheckedIOException e) { // the help cannot be written
                return Failure.of(e).report(e, false, commandLine.getErr());
            }
        });
        commandLine.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(() ->
                new String[] {Version.program()});
        commandLine
                .getCommandSpec()
                .usageMessage()
                .showDefaultValues(false)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.help());
        commandLine.getSubcommands().values().forEach(CommandLineInterface::configure);
    }

    /** Returns an argument that is a file, but no option of the verb, although it begins with a hyphen. */
    private static Optional<String> fileLikeAnOption(String[] args, CommandLine verb) {
        return Arrays.stream(args)
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.startsWith("-") && verb.getCommandSpec().findOption(word) == null && exists(word))
                .findFirst();
    }

    private static boolean exists(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static int report(Throwable thrown, CommandLine commandLine) {
        CommandLineInterface options = commandLine.getCommand();
        return Failure.of(thrown).report(thrown, options.debug, commandLine.getErr());
    }
}
