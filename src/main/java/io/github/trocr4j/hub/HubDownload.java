package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;

import io.github.trocr4j.http.Http;
import io.github.trocr4j.text.Tokenizer;
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
 * Downloads models from the HuggingFace Hub: {@code config.json}; what there is of {@code preprocessor_config.json},
 * {@code processor_config.json}, {@code generation_config.json} and the files of a tokenizer, with the processor from
 * the folder {@code processor} if it is only there; and the weights, from safetensors if available, otherwise from
 * {@code pytorch_model.bin}, as one file or as several with an index. Nothing else.
 *
 * <p>A file appears under its name only if its hash is the one that the Hub reports. Interrupted downloads resume, and
 * existing files with the right hash are kept. Several downloads may run at once, but not into the same directory.
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
     * Creates a downloader for tests.
     *
     * @param waiting how to wait between attempts
     * @param disk wraps the channels of all files that are written
     */
    HubDownload(HubSettings settings, Retries.Waiting waiting, UnaryOperator<WritableByteChannel> disk) {
        this.settings = settings;
        this.retries = new Retries(waiting);
        this.disk = disk;
        this.http = new Http(settings.connectLimit(), settings.stallLimit(), settings.token());
    }

    /**
     * Downloads a model into a directory, which is created if necessary.
     *
     * @return the directory
     * @throws HubException if the model cannot be downloaded; {@link HubException#reason} says why
     * @throws IOException if the directory cannot be created, or the thread is interrupted; its interrupt status stays
     *     set
     */
    public Path fetch(HubName name, Path directory) throws IOException {
        return snapshot(name, directory).directory();
    }

    /** Downloads a model like {@link #fetch}, and describes what was downloaded. */
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
     * A downloaded model.
     *
     * @param directory the directory with all its files
     * @param weights the file with the weights, or their index
     * @param files all files of the model, in the order of their download
     * @param commit the commit that they belong to, if the Hub reported it
     */
    public record Snapshot(Path directory, Path weights, List<Path> files, Optional<String> commit) {
        public Snapshot {
            files = List.copyOf(files);
        }
    }

    /** Downloads the files that make up a model; for the weights, in order of preference. */
    private static final class Fetch {
        static final long MAX_CONFIG_BYTES = 1 << 20;
        static final long MAX_INDEX_BYTES = 10 << 20;
        static final long MAX_VOCABULARY_BYTES = 64 << 20;
        static final long MAX_WEIGHTS_BYTES = 4L << 30;

        private static final List<String> WEIGHTS = List.of(
                "model.safetensors",
                "model.safetensors.index.json",
                "pytorch_model.bin",
                "pytorch_model.bin.index.json");

        private static final String SUBFOLDER = "processor/";

        private static final String ORIGINAL = "choose the repository of the model for PyTorch that it was made from.";
        private static final String CONVERTED = "convert it in Python with transformers 4 (from_pretrained with from_tf"
                + " or from_flax, then save_pretrained) and import that folder.";

        /** Files of repositories without a model for PyTorch, and what to do with them. */
        private static final List<List<String>> OTHERS = List.of(
                List.of(
                        "adapter_config.json",
                        "an adapter of PEFT, such as LoRA, and not a whole model; in Python, merge it with"
                                + " model.merge_and_unload(), write the result with save_pretrained and import that"
                                + " folder."),
                List.of("tf_model.h5", "a model for TensorFlow; " + CONVERTED),
                List.of("flax_model.msgpack", "a model for Flax; " + CONVERTED),
                List.of("onnx/encoder_model.onnx", "a model for ONNX Runtime; " + ORIGINAL),
                List.of("encoder_model.onnx", "a model for ONNX Runtime; " + ORIGINAL),
                List.of("model.onnx", "a model for ONNX Runtime; " + ORIGINAL));

        private final HubName name;
        private final HubRepository repository;
        private final FileTransfer transfer;
        private final Path directory;
        private final List<Path> files = new ArrayList<>();
        private long remainingWeightsBytes = MAX_WEIGHTS_BYTES;

        Fetch(HubName name, HubRepository repository, FileTransfer transfer, Path directory) {
            this.name = name;
            this.repository = repository;
            this.transfer = transfer;
            this.directory = directory;
        }

        Snapshot run() throws IOException {
            required("config.json", MAX_CONFIG_BYTES);
            boolean whole = processor("");
            ifPresent("generation_config.json", MAX_CONFIG_BYTES);
            boolean text = tokenizer("");
            if (!whole && processor(SUBFOLDER) && !text) {
                tokenizer(SUBFOLDER);
            }
            Path weights = weights();
            return new Snapshot(directory, weights, files, repository.commit());
        }

        /** Downloads both files of an image processor, since either may be the one that counts. */
        private boolean processor(String folder) throws IOException {
            boolean old = ifPresent(folder + "preprocessor_config.json", MAX_CONFIG_BYTES)
                    .isPresent();
            return ifPresent(folder + "processor_config.json", MAX_CONFIG_BYTES).isPresent() || old;
        }

        /** Downloads the files of a tokenizer; returns whether there are any. */
        private boolean tokenizer(String folder) throws IOException {
            boolean any = false;
            for (String file : Tokenizer.FILES) {
                any |= ifPresent(folder + file, MAX_VOCABULARY_BYTES).isPresent();
            }
            return any;
        }

        /** Downloads the first of the four that the repository has, with the files that an index lists. */
        private Path weights() throws IOException {
            for (String file : WEIGHTS) {
                boolean isIndex = file.endsWith(".index.json");
                Optional<Path> weights = ifPresent(file, isIndex ? MAX_INDEX_BYTES : MAX_WEIGHTS_BYTES);
                if (weights.isPresent()) {
                    if (isIndex) {
                        shards(weights.get(), file.startsWith("model.") ? ".safetensors" : ".bin");
                    }
                    return weights.get();
                }
            }
            throw new HubException(
                    NOT_FOUND,
                    name + " has no weights: expected one of " + String.join(", ", WEIGHTS) + ", but found "
                            + other().orElse("none; choose a repository that holds a model for PyTorch."));
        }

        /** Returns what the repository holds in place of a model for PyTorch, and what to do: the end of a sentence. */
        private Optional<String> other() throws IOException {
            for (List<String> other : OTHERS) {
                String file = other.get(0);
                try {
                    if (find(file, Long.MAX_VALUE).isPresent()) {
                        return Optional.of(file + ", " + other.get(1));
                    }
                } catch (HubException e) {
                    return Optional.empty(); // the file that is needed matters more
                }
            }
            return Optional.empty();
        }

        private void shards(Path index, String ending) throws IOException {
            for (String shard : ShardNames.shards(index, ending)) {
                remainingWeightsBytes -= Files.size(required(shard, remainingWeightsBytes));
            }
        }

        private Path required(String file, long maxBytes) throws IOException {
            Optional<Path> found = ifPresent(file, maxBytes);
            if (found.isPresent()) {
                return found.get();
            }
            String advice = "expected a TrOCR model such as microsoft/trocr-small-printed; check the name.";
            throw new HubException(
                    NOT_FOUND,
                    name + " has no " + file + ", which is needed; "
                            + other().map(other -> "it has " + other).orElse(advice));
        }

        private Optional<HubRepository.RemoteFile> find(String file, long maxBytes) throws IOException {
            return transfer.retries().call(repository.displayName(file), () -> repository.find(file, maxBytes));
        }

        private Optional<Path> ifPresent(String file, long maxBytes) throws IOException {
            Optional<HubRepository.RemoteFile> remote = find(file, maxBytes);
            if (remote.isEmpty()) {
                refuseLeftover(file);
                return Optional.empty();
            }
            Path here = transfer.into(directory, remote.get());
            files.add(here);
            return Optional.of(here);
        }

        /** A leftover from another model would be taken for a part of this one. */
        private void refuseLeftover(String file) throws HubException {
            if (Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
                throw new HubException(
                        DIRECTORY,
                        directory + " holds " + file + ", which " + name
                                + " does not have; take an empty directory, or remove the file if it is not needed.");
            }
        }
    }

    /** Work that is done under the lock. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does some work under a lock on a directory, across all processes. The empty lock file is kept: if it were
     * deleted, two processes could hold locks on two files of the same name.
     *
     * @throws HubException immediately if the lock is held elsewhere
     */
    static <T> T whileLocked(Path directory, Work<T> work) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw new HubException(
                        DIRECTORY,
                        directory + " is in use: another download into it is under way; wait for"
                                + " its end or take another directory.");
            }
            return work.run();
        }
    }

    /** Tries to lock; returns null if another process, or another thread of this one, holds the lock. */
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
