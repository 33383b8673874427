package io.github.trocr4j.cli;

import io.github.trocr4j.natives.CudaUnavailableException;
import io.github.trocr4j.natives.NativeStartException;
import io.github.trocr4j.train.TrainingDivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * An exception as reported to the user.
 *
 * @param sentence one line: what is wrong, where, and what to do
 * @param exitCode one of {@link ExitCode}
 */
record Failure(String sentence, int exitCode) {
    private static final String OWN_CODE = "io.github.trocr4j.";

    /** Distinguishes errors that the user can fix from bugs. */
    static Failure of(Throwable thrown) {
        if (thrown instanceof CudaUnavailableException || thrown instanceof NativeStartException) {
            return failed(oneLine(thrown));
        }
        if (isNativeLibrary(thrown)) {
            return failed(oneLine(NativeStartException.of(thrown)));
        }
        if (thrown instanceof OutOfMemoryError) {
            return failed("There is not enough memory; give Java more, such as java -Xmx8g, or use smaller pictures,"
                    + " batches or models (" + oneLine(thrown) + ").");
        }
        if (thrown instanceof UncheckedIOException unchecked) {
            return failed(sentence(unchecked.getCause()));
        }
        if (thrown instanceof DirectoryIteratorException unchecked) {
            return failed(sentence(unchecked.getCause()));
        }
        if (thrown instanceof IOException io) {
            return failed(sentence(io));
        }
        if (thrown instanceof InvalidPathException invalid) {
            return failed(shown(FileNames.why(invalid)));
        }
        if (thrown instanceof TrainingDivergedException) {
            return failed(oneLine(thrown));
        }
        if (thrown instanceof IllegalArgumentException && thrown.getMessage() != null && isThrownHere(thrown)) {
            return failed(oneLine(thrown));
        }
        return new Failure(
                "This is a bug in trocr4j: " + oneLine(thrown) + " ("
                        + thrown.getClass().getSimpleName()
                        + "). Please run it again with --debug and report what it prints.",
                ExitCode.BUG);
    }

    /** Prints the sentence, and the stack trace if {@code debug}. Returns the exit code. */
    int report(Throwable thrown, boolean debug, PrintWriter err) {
        err.println("trocr4j: " + sentence);
        if (debug) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }

    private static Failure failed(String sentence) {
        return new Failure(sentence, ExitCode.FAILED);
    }

    /**
     * Returns a sentence for an exception: the message of the project's own exceptions is one, that of the JDK's is
     * often only a path.
     */
    static String sentence(IOException e) {
        if (e instanceof FileSystemException system && system.getFile() != null) {
            return shown(system.getFile()) + ": " + what(system) + "." + FileNames.cure(system.getFile());
        }
        return e.getMessage() == null
                ? "Reading or writing failed (" + e.getClass().getSimpleName() + ")."
                : oneLine(e);
    }

    /** Returns what is wrong with a file or folder, as the rest of a sentence that starts with its name. */
    static String what(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "expected a folder, but it is not one or does not exist";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "already exists";
        }
        return e instanceof FileSystemException system && system.getReason() != null
                ? shown(system.getReason())
                : "cannot be read or written";
    }

    /**
     * Returns whether the project's own code threw the exception, as checks of configurations do. The user cannot fix
     * others.
     */
    private static boolean isThrownHere(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(OWN_CODE);
    }

    /** Checks classes by name, because this package must not use ND4J. */
    private static boolean isNativeLibrary(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            boolean unknownClass = cause instanceof NoClassDefFoundError
                    && String.valueOf(cause.getMessage()).contains("org.nd4j.");
            if (cause instanceof UnsatisfiedLinkError
                    || cause.getClass().getSimpleName().equals("NoAvailableBackendException")
                    || unknownClass) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(Throwable thrown) {
        return thrown.getMessage() == null ? "no message" : shown(thrown.getMessage());
    }

    /** Returns text on one line, without control characters. */
    static String shown(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cc}", "?").strip();
    }
}
