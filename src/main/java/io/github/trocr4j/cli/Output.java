package io.github.trocr4j.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and standard error. What cannot be written to standard output is an error, for every verb: the disk
 * is full, or the program that reads it has exited. What cannot be written to standard error is lost: a message is no
 * reason to end a training, and the exit code still says how it went.
 */
final class Output {
    private Output() {}

    /** Returns a writer that throws an {@link UncheckedIOException} with one sentence if it cannot write. */
    static PrintWriter standard() {
        // not System.out, which swallows the reason
        return writer(new FileOutputStream(FileDescriptor.out), charset("stdout.encoding"));
    }

    /** Returns a writer that discards what it cannot write. */
    static PrintWriter error() {
        return new PrintWriter(new OutputStreamWriter(System.err, charset("stderr.encoding")), true);
    }

    /** Returns a writer as {@link #standard} does, for another stream. */
    static PrintWriter writer(OutputStream stream, Charset charset) {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(new Unforgiving(stream), charset)), true);
    }

    /**
     * Returns the encoding that Java has found for the stream (the default one before Java 19), or UTF-8 if that is
     * ASCII: where there is no locale, as in a cron job, texts and names of files would become question marks.
     */
    private static Charset charset(String property) {
        String name = System.getProperty(property, System.getProperty("sun." + property));
        Charset charset = name == null || !Charset.isSupported(name) ? Charset.defaultCharset() : Charset.forName(name);
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /** Throws what {@link PrintWriter} would swallow, once: what is written after that, as by a finally, is lost. */
    private static final class Unforgiving extends FilterOutputStream {
        private interface Write {
            void run() throws IOException;
        }

        private boolean failed;

        Unforgiving(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            attempt(() -> out.write(bytes, offset, length));
        }

        @Override
        public void write(int b) {
            attempt(() -> out.write(b));
        }

        @Override
        public void flush() {
            attempt(out::flush);
        }

        private void attempt(Write write) {
            if (failed) {
                return;
            }
            try {
                write.run();
            } catch (IOException e) {
                failed = true;
                throw new UncheckedIOException(
                        new IOException("Standard output cannot be written: " + e.getMessage() + ".", e));
            }
        }
    }
}
