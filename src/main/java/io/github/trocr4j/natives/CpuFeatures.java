package io.github.trocr4j.natives;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The first processor, as Linux describes it.
 *
 * @param vendor {@code vendor_id}, such as GenuineIntel; empty on ARM
 * @param family {@code cpu family}, including the extended family, such as 25 for Zen 3 and 4; 0 if unknown
 * @param model {@code model}, including the extended model; 0 if unknown
 * @param threadsPerCore logical processors per core
 * @param name {@code model name}; empty on most ARM processors
 * @param features flags that are relevant for matrix products or half precision, as Linux spells them
 */
public record CpuFeatures(String vendor, int family, int model, int threadsPerCore, String name, Set<String> features) {
    /** For systems without {@code /proc/cpuinfo}. */
    public static final CpuFeatures UNKNOWN = new CpuFeatures("", 0, 0, 1, "", Set.of());

    private static final List<String> RELEVANT = List.of(
            "hypervisor",
            "ssse3",
            "sse4_1",
            "sse4_2",
            "sse4a",
            "avx",
            "fma4",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512dq",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "amx_tile",
            "asimd",
            "asimdhp",
            "sve",
            "bf16");

    /** Copies the set and keeps its order. */
    public CpuFeatures {
        features = Collections.unmodifiableSet(new LinkedHashSet<>(features));
    }

    /** Parses the text of {@code /proc/cpuinfo}. Missing values become empty, 0 or 1. */
    public static CpuFeatures of(String cpuinfo) {
        // "flags" on x86, "Features" on ARM
        String flags = value(cpuinfo, "flags") + " " + value(cpuinfo, "Features");
        Set<String> features = new LinkedHashSet<>(RELEVANT);
        features.retainAll(List.of(flags.split("\\s+")));
        return new CpuFeatures(
                value(cpuinfo, "vendor_id"),
                number(value(cpuinfo, "cpu family")),
                number(value(cpuinfo, "model")),
                Math.max(1, number(value(cpuinfo, "siblings")) / Math.max(1, number(value(cpuinfo, "cpu cores")))),
                value(cpuinfo, "model name"),
                features);
    }

    /** Returns whether the processor has all of these features. */
    public boolean has(String... wanted) {
        return features.containsAll(List.of(wanted));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }

    private static String value(String cpuinfo, String key) {
        return cpuinfo.lines()
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
