package io.github.trocr4j.natives;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What Linux says of the first processor.
 *
 * @param vendor {@code vendor_id}, such as GenuineIntel; empty on ARM
 * @param name {@code model name}; empty on most ARM
 * @param features those of the flags that matrix products or half precision can gain from, in Linux' spelling
 */
public record CpuFeatures(String vendor, String name, Set<String> features) {
    /** Where there is no {@code /proc/cpuinfo}. */
    public static final CpuFeatures UNKNOWN = new CpuFeatures("", "", Set.of());

    private static final List<String> THAT_MATTER = List.of(
            "avx",
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

    /** Keeps the order of the features. */
    public CpuFeatures {
        features = Collections.unmodifiableSet(new LinkedHashSet<>(features));
    }

    /** Reads the text of {@code /proc/cpuinfo}; what is not in it stays empty. */
    public static CpuFeatures of(String cpuinfo) {
        // x86 says flags, ARM says Features
        String flags = value(cpuinfo, "flags") + " " + value(cpuinfo, "Features");
        Set<String> features = new LinkedHashSet<>(THAT_MATTER);
        features.retainAll(List.of(flags.split("\\s+")));
        return new CpuFeatures(value(cpuinfo, "vendor_id"), value(cpuinfo, "model name"), features);
    }

    /** Whether all of these are there. */
    public boolean has(String... wanted) {
        return features.containsAll(List.of(wanted));
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
