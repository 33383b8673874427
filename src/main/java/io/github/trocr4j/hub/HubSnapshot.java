package io.github.trocr4j.hub;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that was fetched.
 *
 * @param directory where all its files are
 * @param weights the file that holds the weights, or the index that names those that do
 * @param files all files that belong to it, in the order of their download
 * @param commit the commit that they are from, if the Hub told it
 */
public record HubSnapshot(Path directory, Path weights, List<Path> files, Optional<String> commit) {
    public HubSnapshot {
        files = List.copyOf(files);
    }
}
