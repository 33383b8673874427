package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.CONTENT;
import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;

import io.github.trocr4j.http.Http;
import io.github.trocr4j.http.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads a file into a directory. Data is written to {@code NAME.HASH8.part} in that directory, checked as a whole,
 * forced to disk and moved to its name in one step, so that a file under its own name has the right hash. An
 * interrupted download resumes from the part, even in a later process, while the Hub still reports the same hash.
 *
 * @param repository the repository with the file
 * @param retries policy for failed attempts
 * @param progress is called for the data that has arrived
 * @param disk wraps the channel of the part file; tests simulate a full disk with it
 */
record FileTransfer(
        HubRepository repository,
        Retries retries,
        Response.Progress progress,
        UnaryOperator<WritableByteChannel> disk) {
    private static final Logger LOG = LoggerFactory.getLogger(FileTransfer.class);

    /**
     * Downloads a file. An existing file with the right hash is kept; one with another hash is replaced once the new
     * one is complete.
     */
    Path into(Path directory, HubRepository.RemoteFile remote) throws IOException {
        Path target = directory.resolve(remote.file());
        Files.createDirectories(target.getParent());
        if (hasContent(target, remote)) {
            progress.advanced(remote.file(), remote.bytes(), remote.bytes());
            return target;
        }
        String name = target.getFileName().toString();
        Path part = target.resolveSibling(name + "." + remote.hash().shortened() + ".part");
        deletePartsOfOtherVersions(part, name);
        retries.call(repository.displayName(remote.file()), () -> {
            resume(part, remote);
            return part;
        });
        ContentHash found = remote.hash().hashOf(part);
        if (!found.equals(remote.hash())) {
            Files.delete(part);
            throw new HubException(
                    CONTENT,
                    repository.displayName(remote.file()) + " should have " + remote.hash() + ", but what arrived has "
                            + found + "; it was removed, try again.");
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("{} downloaded, {} bytes", repository.displayName(remote.file()), remote.bytes());
        return target;
    }

    private static boolean hasContent(Path target, HubRepository.RemoteFile remote) throws IOException {
        return Files.isRegularFile(target)
                && Files.size(target) == remote.bytes()
                && remote.hash().hashOf(target).equals(remote.hash());
    }

    /** Parts of other versions can never be resumed. */
    private static void deletePartsOfOtherVersions(Path part, String file) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(file) + "\\.[0-9a-f]{8}\\.part");
        DirectoryStream.Filter<Path> outdated = other -> !other.equals(part)
                && name.matcher(other.getFileName().toString()).matches();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(part.getParent(), outdated)) {
            for (Path other : parts) {
                Files.delete(other);
            }
        }
    }

    /** Downloads what the part lacks. */
    private void resume(Path part, HubRepository.RemoteFile remote) throws IOException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        if (present > remote.bytes()) {
            Files.delete(part);
            present = 0;
        } else if (present > 0 && present == remote.bytes()) {
            return;
        }
        try (Response response = repository.open(remote, present);
                FileChannel file = FileChannel.open(
                        part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long from = firstByte(response, part, remote, present);
            file.truncate(from).position(from);
            copy(response, file, part, remote);
            file.force(true);
        }
    }

    /** Returns the position in the file where the response begins. */
    private long firstByte(Response response, Path part, HubRepository.RemoteFile remote, long asked)
            throws IOException {
        if (response.status() == Response.OK) {
            Optional<Long> length = response.header("content-length").flatMap(Response::number);
            if (length.isPresent() && length.get() != remote.bytes()) {
                throw wrongLength(remote, "are " + length.get());
            }
            return 0;
        }
        String expected = "bytes " + asked + "-" + (remote.bytes() - 1) + "/" + remote.bytes();
        String found = response.header("content-range").orElse("none");
        if (!found.equals(expected)) {
            Files.delete(part);
            throw new Http.TransientFailure(
                    response.address().getHost() + " sent the range '" + found + "', not '" + expected + "'",
                    Optional.empty());
        }
        return asked;
    }

    private void copy(Response response, FileChannel file, Path part, HubRepository.RemoteFile remote)
            throws IOException {
        WritableByteChannel out = disk.apply(file);
        response.read(buffer -> {
            if (file.position() + buffer.remaining() > remote.bytes()) {
                Files.delete(part);
                throw wrongLength(remote, "are more");
            }
            write(buffer, out, file, remote, part);
            progress.advanced(remote.file(), file.position(), remote.bytes());
        });
        if (file.position() < remote.bytes()) {
            long arrived = file.position();
            Files.delete(part);
            throw wrongLength(remote, "are " + arrived);
        }
    }

    private void write(
            ByteBuffer buffer, WritableByteChannel out, FileChannel file, HubRepository.RemoteFile remote, Path part)
            throws IOException {
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (ClosedByInterruptException e) {
            throw e; // not a failure of the disk
        } catch (IOException e) {
            throw new HubException(
                    DIRECTORY,
                    part + " cannot be written after " + file.position()
                            + " of " + remote.bytes() + " bytes (" + Http.reason(e) + "); make room for "
                            + (remote.bytes() - file.position())
                            + " bytes more and try again, what has arrived is kept.",
                    e);
        }
    }

    private HubException wrongLength(HubRepository.RemoteFile remote, String found) {
        return new HubException(
                CONTENT,
                repository.displayName(remote.file()) + " should be " + remote.bytes() + " bytes, but what was sent "
                        + found + "; a proxy or a sign-in page may have answered instead.");
    }
}
