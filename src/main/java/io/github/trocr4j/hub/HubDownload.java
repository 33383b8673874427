package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;

import io.github.trocr4j.http.Http;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Downloads models from the HuggingFace Hub: {@code config.json}, {@code preprocessor_config.json}, where present
 * {@code generation_config.json} and {@code sentencepiece.bpe.model}, and the weights, from safetensors if there are,
 * otherwise from {@code pytorch_model.bin}, in one file or in several with an index.
 *
 * <p>A file appears under its name only when its hash is the one that the Hub tells. What was interrupted goes on where
 * it stopped, and what is there already with the right hash is kept. Several downloads may run at once, but not into
 * one directory.
 */
public final class HubDownload {
    static final String LOCK_FILE = ".hub.lock";

    private final HubSettings settings;
    private final Retries retries;
    private final UnaryOperator<WritableByteChannel> disk;
    private final Http http;

    public HubDownload(HubSettings settings) {
        this(settings, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()), UnaryOperator.identity());
    }

    /**
     * @param waiting how to wait between attempts
     * @param disk what all writing of files passes through
     */
    HubDownload(HubSettings settings, Retries.Waiting waiting, UnaryOperator<WritableByteChannel> disk) {
        this.settings = settings;
        this.retries = new Retries(waiting);
        this.disk = disk;
        this.http = new Http(settings.connectLimit(), settings.stallLimit(), settings.token());
    }

    /**
     * Brings a model into the directory, which is created if need be, and returns the directory.
     *
     * @throws HubException if the model cannot be fetched; {@link HubException#reason} says why
     * @throws IOException if the directory cannot be made or the thread is interrupted, which stays interrupted
     */
    public Path fetch(HubName name, Path directory) throws IOException {
        return snapshot(name, directory).directory();
    }

    /** Does what {@link #fetch} does, and tells what is there now. */
    public Snapshot snapshot(HubName name, Path directory) throws IOException {
        Files.createDirectories(directory);
        try {
            return whileLocked(directory, () -> {
                HubRepository repository = new HubRepository(name, settings, http);
                FileTransfer transfer = new FileTransfer(repository, retries, settings.progress(), disk);
                return new Fetch(name, repository, transfer, directory).run();
            });
        } catch (ClosedByInterruptException e) {
            throw Http.interrupted(e);
        }
    }

    /**
     * A model that was fetched.
     *
     * @param directory where all its files are
     * @param weights the file that holds the weights, or the index that names those that do
     * @param files all files that belong to it, in the order of their download
     * @param commit the commit that they are from, if the Hub told it
     */
    public record Snapshot(Path directory, Path weights, List<Path> files, Optional<String> commit) {
        public Snapshot {
            files = List.copyOf(files);
        }
    }

    /** Which files of a repository make up a model, in which order of preference. */
    private static final class Fetch {
        static final long MOST_BYTES_OF_SETTINGS = 1 << 20;
        static final long MOST_BYTES_OF_INDEX = 10 << 20;
        static final long MOST_BYTES_OF_VOCABULARY = 16 << 20;
        static final long MOST_BYTES_OF_WEIGHTS = 4L << 30;

        private static final List<String> WEIGHTS = List.of(
                "model.safetensors",
                "model.safetensors.index.json",
                "pytorch_model.bin",
                "pytorch_model.bin.index.json");

        private final HubName name;
        private final HubRepository repository;
        private final FileTransfer transfer;
        private final Path directory;
        private final List<Path> files = new ArrayList<>();
        private long roomForWeights = MOST_BYTES_OF_WEIGHTS;

        Fetch(HubName name, HubRepository repository, FileTransfer transfer, Path directory) {
            this.name = name;
            this.repository = repository;
            this.transfer = transfer;
            this.directory = directory;
        }

        Snapshot run() throws IOException {
            required("config.json", MOST_BYTES_OF_SETTINGS);
            required("preprocessor_config.json", MOST_BYTES_OF_SETTINGS);
            ifPresent("generation_config.json", MOST_BYTES_OF_SETTINGS);
            ifPresent("sentencepiece.bpe.model", MOST_BYTES_OF_VOCABULARY);
            Path weights = weights();
            return new Snapshot(directory, weights, files, repository.commit());
        }

        /** The first of the four that the repository has, with what an index names. */
        private Path weights() throws IOException {
            for (String file : WEIGHTS) {
                boolean isIndex = file.endsWith(".index.json");
                Optional<Path> weights = ifPresent(file, isIndex ? MOST_BYTES_OF_INDEX : MOST_BYTES_OF_WEIGHTS);
                if (weights.isPresent()) {
                    if (isIndex) {
                        shards(weights.get(), file.startsWith("model.") ? ".safetensors" : ".bin");
                    }
                    return weights.get();
                }
            }
            throw new HubException(
                    NOT_FOUND,
                    name + " has no weights: expected one of " + String.join(", ", WEIGHTS)
                            + ", but found none; choose a repository that holds a model for PyTorch.");
        }

        private void shards(Path index, String ending) throws IOException {
            for (String shard : ShardNames.shards(index, ending)) {
                roomForWeights -= Files.size(required(shard, roomForWeights));
            }
        }

        private Path required(String file, long mostBytes) throws IOException {
            return ifPresent(file, mostBytes)
                    .orElseThrow(
                            () -> new HubException(
                                    NOT_FOUND,
                                    name + " has no " + file + ", which is needed; expected a"
                                            + " TrOCR model such as microsoft/trocr-small-printed, so check the name and the revision."));
        }

        private Optional<Path> ifPresent(String file, long mostBytes) throws IOException {
            Optional<HubRepository.RemoteFile> remote =
                    transfer.retries().of(repository.called(file), () -> repository.find(file, mostBytes));
            if (remote.isEmpty()) {
                refuseForeign(file);
                return Optional.empty();
            }
            Path here = transfer.into(directory, remote.get());
            files.add(here);
            return Optional.of(here);
        }

        /** Left over from another model it would be taken for a part of this one. */
        private void refuseForeign(String file) throws HubException {
            if (Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
                throw new HubException(
                        DIRECTORY,
                        directory + " holds " + file + ", which " + name
                                + " does not have; take an empty directory, or remove the file if it is not needed.");
            }
        }
    }

    /** What to do while nobody else does. */
    @FunctionalInterface
    interface Guarded<T> {
        T run() throws IOException;
    }

    /**
     * One download into a directory at a time, over all processes. The empty lock file stays: were it deleted, two processes
     * could hold locks on two files of that name.
     *
     * @throws HubException at once if someone else holds the lock
     */
    static <T> T whileLocked(Path directory, Guarded<T> guarded) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked(channel)) {
            if (lock == null) {
                throw new HubException(
                        DIRECTORY,
                        directory + " is in use: another download into it is under way; wait for"
                                + " its end or take another directory.");
            }
            return guarded.run();
        }
    }

    /** Null if it is held, by another process or elsewhere in this one. */
    private static FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
