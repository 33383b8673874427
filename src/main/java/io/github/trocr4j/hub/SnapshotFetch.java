package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which files of a repository make up a model, in which order of preference. */
final class SnapshotFetch {
    static final long MOST_BYTES_OF_SETTINGS = 1 << 20;
    static final long MOST_BYTES_OF_INDEX = 10 << 20;
    static final long MOST_BYTES_OF_VOCABULARY = 16 << 20;
    static final long MOST_BYTES_OF_WEIGHTS = 4L << 30;

    private static final List<String> WEIGHTS = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private final HubName name;
    private final HubRepository repository;
    private final FileTransfer transfer;
    private final Path directory;
    private final List<Path> files = new ArrayList<>();
    private long roomForWeights = MOST_BYTES_OF_WEIGHTS;

    SnapshotFetch(HubName name, HubRepository repository, FileTransfer transfer, Path directory) {
        this.name = name;
        this.repository = repository;
        this.transfer = transfer;
        this.directory = directory;
    }

    HubSnapshot run() throws IOException {
        required("config.json", MOST_BYTES_OF_SETTINGS);
        required("preprocessor_config.json", MOST_BYTES_OF_SETTINGS);
        ifPresent("generation_config.json", MOST_BYTES_OF_SETTINGS);
        ifPresent("sentencepiece.bpe.model", MOST_BYTES_OF_VOCABULARY);
        Path weights = weights();
        return new HubSnapshot(directory, weights, files, repository.commit());
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
        Optional<RemoteFile> remote =
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
