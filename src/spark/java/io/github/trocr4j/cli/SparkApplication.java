package io.github.trocr4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import scala.Option;

/** The common parts of the applications for spark-submit: the session, error messages, and the exit code. */
final class SparkApplication {
    private static final String DEBUG = "--debug";

    private SparkApplication() {}

    /** Runs a command on the console, and stops the session if the command started one. */
    static int run(Callable<Integer> command, String... args) {
        try {
            return run(new CommandLine(command).setOut(Output.standard()).setErr(Output.error()), args);
        } finally {
            Option<SparkSession> session = SparkSession.getActiveSession();
            if (session.isDefined()) {
                session.get().stop();
            }
        }
    }

    /** As above, with the given writers; the session is not stopped. */
    static int run(Callable<Integer> command, PrintWriter out, PrintWriter err, String... args) {
        return run(new CommandLine(command).setOut(out).setErr(err), args);
    }

    private static int run(CommandLine commandLine, String... args) {
        CommandSpec spec = commandLine.getCommandSpec();
        spec.addOption(OptionSpec.builder(DEBUG)
                .description("Show the stack trace of an error.")
                .build());
        CommandLineInterface.configure(commandLine);
        commandLine.setExecutionExceptionHandler((exception, verb, parsed) -> report(exception, commandLine));
        try {
            FileNames.requireDecoded(args);
            int exitCode = commandLine.execute(args);
            commandLine.getOut().flush();
            return exitCode;
        } catch (IOException | RuntimeException | Error e) {
            // as in CommandLineInterface
            return report(e, commandLine);
        }
    }

    /**
     * Returns the session of spark-submit.
     *
     * @throws IOException if Spark does not start
     */
    static SparkSession session(String name) throws IOException {
        try {
            SparkSession spark =
                    SparkSession.builder().appName("trocr4j " + name).getOrCreate();
            SparkSession.setActiveSession(spark);
            return spark;
        } catch (RuntimeException e) {
            throw new IOException(
                    "Spark does not start: " + e.getMessage() + " (start this with spark-submit --master ...).", e);
        }
    }

    /** Parses the URI of an option. */
    static Path uri(CommandSpec spec, String option, String text) {
        try {
            return new Path(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), option + ": expected a path or a URI, found '" + text + "'", e);
        }
    }

    private static int report(Throwable thrown, CommandLine commandLine) {
        boolean debug = commandLine.getParseResult() != null
                && commandLine.getParseResult().hasMatchedOption(DEBUG);
        return failure(thrown).report(thrown, debug, commandLine.getErr());
    }

    /** Converts an exception; of a failed job, the innermost cause says why. */
    private static Failure failure(Throwable thrown) {
        if (!(thrown instanceof SparkException) && !(thrown instanceof AnalysisException)) {
            return Failure.of(thrown);
        }
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no message");
        return new Failure(
                "Spark gave up: " + Failure.shown(first) + " (its log and its UI say more).", ExitCode.FAILED);
    }
}
