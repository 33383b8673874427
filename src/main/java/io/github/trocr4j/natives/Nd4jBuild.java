package io.github.trocr4j.natives;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The builds of ND4J's library for Linux on x86-64, and the instructions that each needs. */
final class Nd4jBuild {
    private static final String FOLDER = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64";
    private static final String AVX2 = "avx2";
    private static final String AVX512 = "avx512f";

    /** By the end of the classifier; empty is the build for every processor. */
    private static final Map<String, List<String>> NEEDS = Map.of(
            "", List.of(),
            "-onednn", List.of(),
            "-compat", List.of(),
            "-avx2", List.of(AVX2),
            "-onednn-avx2", List.of(AVX2),
            "-avx512", List.of(AVX512),
            "-onednn-avx512", List.of(AVX512));

    private Nd4jBuild() {}

    /**
     * Returns why this processor cannot run any of the builds on the class path, in one sentence; ND4J itself would end
     * the process. Empty if it can run one, or if nothing is known.
     */
    static Optional<String> refusal(CpuFeatures cpu, ClassLoader jars) {
        List<String> there = NEEDS.keySet().stream()
                .filter(build -> jars.getResource(FOLDER + build + "/libnd4jcpu.so") != null)
                .sorted()
                .toList();
        if (cpu.features().isEmpty()
                || there.isEmpty()
                || there.stream().anyMatch(build -> cpu.features().containsAll(NEEDS.get(build)))) {
            return Optional.empty();
        }
        return Optional.of("ND4J's library on the class path, linux-x86_64" + there.get(0) + ", needs a processor with "
                + NEEDS.get(there.get(0)).get(0) + ", which this one (" + cpu.name()
                + ") does not have: use nd4j-native with the classifier linux-x86_64-onednn.");
    }
}
