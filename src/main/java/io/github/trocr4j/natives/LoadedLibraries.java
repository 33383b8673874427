package io.github.trocr4j.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The native libraries of this process, as Linux lists them in {@code /proc/self/maps}. */
public record LoadedLibraries(List<Path> paths) {
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Copies the list. */
    public LoadedLibraries {
        paths = List.copyOf(paths);
    }

    /** Those that are loaded now; none where there is no such list. */
    public static LoadedLibraries now() {
        try {
            return of(Files.readString(MAPS));
        } catch (IOException e) {
            return new LoadedLibraries(List.of());
        }
    }

    /** From the text of such a list; each library once, in its order. */
    static LoadedLibraries of(String maps) {
        return new LoadedLibraries(maps.lines()
                .map(line -> line.split("\\s+", 6))
                .filter(fields -> fields.length == 6 && fields[5].startsWith("/") && fields[5].contains(".so"))
                .map(fields -> Path.of(fields[5]))
                .distinct()
                .toList());
    }

    /** ND4J's operations; its folder is named after the build, such as {@code linux-x86_64-onednn-avx2}. */
    public Optional<Path> nd4j() {
        return startingWith("libnd4jcpu.").or(() -> startingWith("libnd4jcuda."));
    }

    /** The OpenBLAS that ND4J calls: the one without LAPACK if both are there. */
    public Optional<Path> openBlas() {
        return startingWith("libopenblas_nolapack.").or(() -> startingWith("libopenblas."));
    }

    private Optional<Path> startingWith(String start) {
        return paths.stream()
                .filter(path -> path.getFileName().toString().startsWith(start))
                .findFirst();
    }
}
