package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import java.util.Optional;

/**
 * The OpenBLAS of this process, as it describes itself.
 *
 * @param config version and build options
 * @param coreName whose kernels it chose, such as SkylakeX; Prescott is the slow one without AVX
 * @param threads of its pool
 */
public record OpenBlas(String config, String coreName, int threads) {
    /** Asks the library that is loaded; empty if there is none, or it cannot be called. */
    public static Optional<OpenBlas> loaded() {
        return LoadedLibraries.now().openBlas().flatMap(path -> {
            try {
                // the library is in the process already, so this gives the very same one
                NativeLibrary library = NativeLibrary.getInstance(path.toString());
                Object[] none = {};
                return Optional.of(new OpenBlas(
                        library.getFunction("openblas_get_config")
                                .invokeString(none, false)
                                .strip(),
                        library.getFunction("openblas_get_corename").invokeString(none, false),
                        library.getFunction("openblas_get_num_threads").invokeInt(none)));
            } catch (LinkageError | RuntimeException e) {
                return Optional.empty();
            }
        });
    }
}
