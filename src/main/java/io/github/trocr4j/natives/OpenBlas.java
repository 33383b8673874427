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

    /**
     * Which of its kernels OpenBLAS 0.3.19 is to take on a processor, by what the processor can do. OpenBLAS itself goes by
     * vendor, family and model, and takes kernels without AVX where it does not know the model: Intel since Raptor Lake, AMD
     * since Zen 5, and most virtual processors.
     *
     * @param name as {@code OPENBLAS_CORETYPE} has it
     * @param why one clause
     */
    record Kernels(String name, String why) {
        private static final String AMD = "AuthenticAMD";
        private static final String HYGON = "HygonGenuine";
        /** Family of the processors from Bulldozer to Excavator. */
        private static final int BULLDOZER = 0x15;

        private static final String[] AVX512 = {"avx512f", "avx512dq", "avx512bw", "avx512vl"};
        private static final String[] AVX2 = {"avx2", "fma"};
        private static final String AVX = "avx";
        private static final String FMA4 = "fma4";

        /** Kernels with AVX, and what ends the process where the processor lacks it. Cooperlake looks for itself. */
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

        /** The fastest ones that this processor can run; empty where OpenBLAS is to choose, as on ARM. */
        static Optional<Kernels> of(CpuFeatures cpu) {
            if (cpu.family() == BULLDOZER && cpu.has(FMA4)) {
                // Known to OpenBLAS, up to the last model. A virtual one without FMA4 is not what its family says.
                return Optional.empty();
            }
            // All four: the SkylakeX kernels use them, and Xeon Phi has the first alone.
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
                // Real ones without AVX are of an age that OpenBLAS knows.
                return kernels("Core2", "the fastest without AVX on newer processors");
            }
            return Optional.empty();
        }

        /** Whether the kernels of this name, as {@code openblas_get_corename} says it, use AVX. */
        static boolean useAvx(String coreName) {
            return NEEDS.containsKey(coreName.toLowerCase(Locale.ROOT));
        }

        /** What the kernels of this name use and this processor lacks; calling them would end the process. */
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
