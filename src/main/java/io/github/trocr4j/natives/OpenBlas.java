package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The OpenBLAS of this process, as it describes itself.
 *
 * @param config version and build options
 * @param coreName the kernels that it has chosen, such as SkylakeX; Prescott is the slow set without AVX
 * @param threads size of its thread pool
 */
public record OpenBlas(String config, String coreName, int threads) {
    /** Queries the loaded library; empty if none is loaded or it cannot be called. */
    public static Optional<OpenBlas> loaded() {
        return LoadedLibraries.now().openBlas().flatMap(path -> {
            try {
                // already loaded, so this returns the same library
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

    /**
     * The kernels that OpenBLAS 0.3.19 should use, chosen by the processor's features. OpenBLAS itself chooses by
     * vendor, family and model, and uses kernels without AVX for models that it does not know: Intel since Raptor Lake,
     * AMD since Zen 5, and most virtual processors.
     *
     * @param name as in {@code OPENBLAS_CORETYPE}
     * @param why the reason, as a clause
     */
    record Kernels(String name, String why) {
        private static final String AMD = "AuthenticAMD";
        private static final String HYGON = "HygonGenuine";
        /** The family of Bulldozer to Excavator. */
        private static final int BULLDOZER = 0x15;

        private static final String[] AVX512 = {"avx512f", "avx512dq", "avx512bw", "avx512vl"};
        private static final String[] AVX2 = {"avx2", "fma"};
        private static final String AVX = "avx";
        private static final String FMA4 = "fma4";

        /**
         * Features that kernels with AVX need; without them the process crashes. Cooperlake is not listed, since
         * OpenBLAS itself checks for what it needs.
         */
        private static final Map<String, List<String>> NEEDS = Map.of(
                "sandybridge", List.of(AVX),
                "bulldozer", List.of(AVX, FMA4),
                "piledriver", List.of(AVX, FMA4),
                "steamroller", List.of(AVX, FMA4),
                "excavator", List.of(AVX, FMA4),
                "haswell", List.of(AVX2),
                "zen", List.of(AVX2),
                "skylakex", List.of(AVX512),
                "cooperlake", List.of(),
                "sapphirerapids", List.of());

        /** Returns the fastest kernels that a processor can run; empty if OpenBLAS should choose, as on ARM. */
        static Optional<Kernels> of(CpuFeatures cpu) {
            if (cpu.family() == BULLDOZER && cpu.has(FMA4)) {
                // OpenBLAS knows all models of this family. A virtual processor of this family without FMA4 is really
                // another one.
                return Optional.empty();
            }
            // All four, since the SkylakeX kernels use them all; Xeon Phi has only avx512f.
            if (cpu.has(AVX512)) {
                return kernels("SkylakeX", "the fastest for AVX-512");
            }
            if (cpu.has(AVX2)) {
                boolean zen = cpu.vendor().equals(AMD) || cpu.vendor().equals(HYGON);
                return kernels(zen ? "Zen" : "Haswell", "the fastest for AVX2");
            }
            if (cpu.has(AVX)) {
                return kernels("Sandybridge", "the fastest for AVX without AVX2");
            }
            if (cpu.has("hypervisor", "ssse3")) {
                // A physical processor without AVX is old enough for OpenBLAS to know it.
                return kernels("Core2", "the fastest without AVX on newer processors");
            }
            return Optional.empty();
        }

        /**
         * Returns whether kernels use AVX.
         *
         * @param coreName as {@code openblas_get_corename} returns it
         */
        static boolean useAvx(String coreName) {
            return NEEDS.containsKey(coreName.toLowerCase(Locale.ROOT));
        }

        /**
         * Returns the features that these kernels need and the processor lacks. Calling such kernels ends the process.
         */
        static List<String> missing(String name, CpuFeatures cpu) {
            return NEEDS.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .filter(feature -> !cpu.has(feature))
                    .toList();
        }

        private static Optional<Kernels> kernels(String name, String why) {
            return Optional.of(new Kernels(name, why));
        }
    }
}
