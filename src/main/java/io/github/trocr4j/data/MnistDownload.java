package io.github.trocr4j.data;

import io.github.trocr4j.http.Addresses;
import io.github.trocr4j.http.Http;
import io.github.trocr4j.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads MNIST's four files. Each is written to a temporary file, checked, forced to disk and then moved to its name
 * in one step, so that a file under its own name has the published SHA-256.
 */
public final class MnistDownload {
    /** Public mirrors; the original host no longer serves the files. */
    public static final List<URI> MIRRORS = List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

    private static final Logger LOG = LoggerFactory.getLogger(MnistDownload.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(30);

    private final List<URI> mirrors;
    private final List<Mnist.DataFile> files;
    private final Http http;

    /** Downloads from {@link #MIRRORS}. */
    public MnistDownload() {
        this(MIRRORS);
    }

    /** Downloads from these base addresses, tried in this order; https, or http on this machine. */
    public MnistDownload(List<URI> mirrors) {
        this(mirrors, Mnist.FILES, new Http(CONNECT_LIMIT, STALL_LIMIT, Optional.empty()));
    }

    MnistDownload(List<URI> mirrors, List<Mnist.DataFile> files, Http http) {
        this.mirrors = List.copyOf(mirrors);
        this.files = List.copyOf(files);
        this.http = http;
    }

    /**
     * Downloads all files into a directory, which is created if necessary. Existing files with the published hash are
     * kept; others are replaced once the right one has arrived.
     *
     * @throws DigitsUnavailableException if no mirror delivers a file; the message lists each mirror's failure
     * @throws IOException if the directory cannot be created, or the thread is interrupted; its interrupt status stays
     *     set
     */
    public void into(Path directory, Response.Progress progress) throws IOException {
        Files.createDirectories(directory);
        for (Mnist.DataFile file : files) {
            Path target = directory.resolve(file.name());
            if (!Files.isRegularFile(target) || !Sha256.of(target).equals(file.sha256())) {
                fromAnyMirror(file, target, progress);
            }
        }
    }

    private void fromAnyMirror(Mnist.DataFile file, Path target, Response.Progress progress) throws IOException {
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            URI address = URI.create(mirror + (mirror.toString().endsWith("/") ? "" : "/") + file.name());
            try {
                download(file, address, target, progress);
                LOG.info("{} downloaded from {}", file.name(), address);
                return;
            } catch (IOException e) {
                if (e instanceof InterruptedIOException
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failures.add(address + " (" + Http.reason(e) + ")");
            }
        }
        throw new DigitsUnavailableException(file.name() + " could not be downloaded from any mirror: "
                + String.join("; ", failures) + ". Put the four files of MNIST into " + target.getParent()
                + " yourself (data/README.md says how).");
    }

    private void download(Mnist.DataFile file, URI address, Path target, Response.Progress progress)
            throws IOException {
        // A unique name, so that two processes that download into one folder do not write to the same file.
        Path part = target.resolveSibling(file.name() + "." + UUID.randomUUID() + ".part");
        try {
            MessageDigest digest = Sha256.digest();
            try (Response response = http.get(permitted(address), 0);
                    FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (response.status() != Response.OK) {
                    throw new IOException("HTTP status " + response.status());
                }
                response.read(chunk -> {
                    append(chunk, out, digest, file.bytes());
                    progress.advanced(file.name(), out.position(), file.bytes());
                });
                if (out.position() < file.bytes()) {
                    throw new IOException("ended after " + out.position() + " of " + file.bytes() + " bytes");
                }
                String hash = Sha256.hex(digest);
                if (!hash.equals(file.sha256())) {
                    throw new IOException("wrong content: SHA-256 is " + hash + ", not " + file.sha256());
                }
                out.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static URI permitted(URI address) throws IOException {
        Optional<String> objection = Addresses.objection(address);
        if (objection.isPresent()) {
            throw new IOException(objection.get());
        }
        return address;
    }

    private static void append(ByteBuffer chunk, FileChannel out, MessageDigest digest, long limit) throws IOException {
        if (out.position() + chunk.remaining() > limit) {
            throw new IOException("more than the " + limit + " bytes that the file has");
        }
        digest.update(chunk.duplicate());
        while (chunk.hasRemaining()) {
            out.write(chunk);
        }
    }
}
