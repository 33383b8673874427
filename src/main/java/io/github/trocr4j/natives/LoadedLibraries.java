package io.github.trocr4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The native libraries of this process, from {@code /proc/self/maps}.
 *
 * @param paths each library once, in the order of that file
 */
public record LoadedLibraries(List<Path> paths) {
    private static final Path MAPS = Path.of("/proc/self/maps");

    public LoadedLibraries {
        paths = List.copyOf(paths);
    }

    /** Returns the libraries that are loaded now; empty on systems without {@code /proc/self/maps}. */
    public static LoadedLibraries now() {
        try {
            return of(Files.readString(MAPS));
        } catch (IOException e) {
            return new LoadedLibraries(List.of());
        }
    }

    /** Parses the text of {@code /proc/self/maps}. */
    static LoadedLibraries of(String maps) {
        return new LoadedLibraries(maps.lines()
                .map(line -> line.split("\\s+", 6))
                .filter(fields -> fields.length == 6 && fields[5].startsWith("/") && fields[5].contains(".so"))
                .map(fields -> Path.of(fields[5]))
                .distinct()
                .toList());
    }

    /**
     * Returns ND4J's library of operations. Its folder is named after the build, such as
     * {@code linux-x86_64-onednn-avx2}.
     */
    public Optional<Path> nd4j() {
        return startingWith("libnd4jcpu.").or(() -> startingWith("libnd4jcuda."));
    }

    /** Returns the OpenBLAS that ND4J calls: if two are loaded, the one without LAPACK. */
    public Optional<Path> openBlas() {
        return startingWith("libopenblas_nolapack.").or(() -> startingWith("libopenblas."));
    }

    private Optional<Path> startingWith(String start) {
        return paths.stream()
                .filter(path -> path.getFileName().toString().startsWith(start))
                .findFirst();
    }
}
