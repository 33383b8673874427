package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ImageSize;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Maps exceptions to one line for the user and an exit code. */
class FailureTest {
    @Test
    void theProjectsMessagesAreUnchanged() {
        assertFailed(
                new ConfigException("config.json: expected this, found that."),
                "config.json: expected this, found that.");
    }

    @Test
    void theJdksExceptionsBecomeSentences() {
        assertFailed(new NoSuchFileException("a/b"), "a/b: there is no such file or folder.");
        assertFailed(new AccessDeniedException("a/b"), "a/b: permission denied.");
        assertFailed(new NotDirectoryException("a/b"), "a/b: expected a folder, but it is not one or does not exist.");
        assertFailed(new FileAlreadyExistsException("a/b"), "a/b: already exists.");
        assertFailed(new FileSystemException("a/b", null, "Disk quota exceeded"), "a/b: Disk quota exceeded.");
        assertFailed(new FileSystemException("a/b"), "a/b: cannot be read or written.");
        assertFailed(new EOFException(), "Reading or writing failed (EOFException).");
    }

    @Test
    void aStringThatIsNoPathIsTheUsersError() {
        Failure failure = Failure.of(new InvalidPathException("a\0b", "Nul character not allowed"));
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.sentence()).startsWith("a?b: ").containsAnyOf("Nul character not allowed.", "LC_ALL=");
    }

    @Test
    void aMissingFileWhoseNameLostBytesHasACure() {
        assertThat(Failure.of(new NoSuchFileException("a\ufffd.png")).sentence())
                .startsWith("a\ufffd.png: there is no such file or folder. (The name has bytes that are not ")
                .endsWith(": rename the file, or give the name of its folder.)");
    }

    @Test
    void aWrappedIoExceptionIsUnwrapped() {
        assertFailed(new UncheckedIOException(new NoSuchFileException("a/b")), "a/b: there is no such file or folder.");
    }

    @Test
    void messagesAreOneLineWithoutControlCharacters() {
        assertFailed(new IOException("first\n  second\u001b[31m\u009b1m"), "first second?[31m?1m");
    }

    @Test
    void aRejectedConfigurationIsTheUsersError() {
        Failure failure = Failure.of(thrownBy(() -> new ImageSize(0, 5)));
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.sentence()).startsWith("An image size needs a positive height and width");
    }

    @Test
    void whatIsUnexpectedIsABug() {
        Failure refusedElsewhere = Failure.of(thrownBy(() -> Integer.parseInt("x")));
        assertThat(refusedElsewhere.exitCode()).isEqualTo(70);
        Failure bug = Failure.of(new IllegalStateException("nobody saw\nthat coming"));
        assertThat(bug)
                .isEqualTo(new Failure(
                        "This is a bug in trocr4j: nobody saw that coming (IllegalStateException). Please run it again"
                                + " with --debug and report what it prints.",
                        70));
        assertThat(Failure.of(new ArithmeticException()).sentence()).contains("no message (ArithmeticException)");
    }

    @Test
    void outOfMemoryHasAdvice() {
        Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.sentence()).contains("give Java more", "-Xmx", "Java heap space");
    }

    @Test
    void aMissingNativeLibraryIsNotABug() {
        assertFailed(
                new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j"),
                "ND4J does not start here"
                        + " (NoClassDefFoundError: Could not initialize class org.nd4j.linalg.factory.Nd4j).");
        for (Throwable thrown : new Throwable[] {
            new UnsatisfiedLinkError("no jnind4jcpu in java.library.path"),
            new ExceptionInInitializerError(new IllegalStateException(new NoAvailableBackendException())),
        }) {
            Failure failure = Failure.of(thrown);
            assertThat(failure.exitCode()).isEqualTo(1);
            assertThat(failure.sentence()).contains("on the class path");
        }
    }

    private static void assertFailed(Throwable thrown, String sentence) {
        assertThat(Failure.of(thrown)).isEqualTo(new Failure(sentence, 1));
    }

    private static Throwable thrownBy(ThrowingCallable code) {
        return catchThrowable(code);
    }

    /** Has the name of ND4J's exception, which this package must not use. */
    private static final class NoAvailableBackendException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
