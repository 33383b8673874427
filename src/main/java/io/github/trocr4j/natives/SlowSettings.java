package io.github.trocr4j.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds environment variables, set by the user, that slow the native libraries down. They are not changed, only
 * reported.
 */
public final class SlowSettings {
    private static final String CORE_TYPE = "OPENBLAS_CORETYPE";

    private SlowSettings() {}

    /**
     * Returns one sentence per problem, which says what to do about it.
     *
     * @param environment the variables before {@link NativeStart} added to them
     * @param processors processors that Java sees
     * @param coreName the kernels that OpenBLAS uses; empty if unknown
     */
    public static List<String> of(
            CpuFeatures cpu, Map<String, String> environment, int processors, Optional<String> coreName) {
        List<String> sentences = new ArrayList<>();
        kernels(cpu, environment, coreName).ifPresent(sentences::add);
        if (environment.containsKey("OPENBLAS_L2_SIZE")) {
            sentences.add(set(environment, "OPENBLAS_L2_SIZE")
                    + "OpenBLAS takes that for the second-level cache and does not ask the processor; unset it.");
        }
        for (String name : List.of("OMP_NUM_THREADS", "OMP_THREAD_LIMIT")) {
            OptionalInt threads = NativeSettings.threads(environment.getOrDefault(name, ""));
            if (threads.isPresent() && threads.getAsInt() < processors) {
                sentences.add(set(environment, name) + "Java sees " + processors + " processors; unset it to use all.");
            }
        }
        OptionalInt threads = NativeSettings.threadsOf(environment);
        if (threads.isPresent() && threads.getAsInt() > processors) {
            sentences.add(set(environment, "OMP_NUM_THREADS") + "there are more threads than the " + processors
                    + " processors that Java sees; unset it.");
        }
        if (environment.getOrDefault("OMP_WAIT_POLICY", "").equalsIgnoreCase("active")) {
            sentences.add(set(environment, "OMP_WAIT_POLICY")
                    + "threads that spin while they wait compete for processors; unset it.");
        }
        if (environment.getOrDefault("OMP_DYNAMIC", "").equalsIgnoreCase("true")) {
            sentences.add(set(environment, "OMP_DYNAMIC") + "OpenMP uses fewer threads on a busy machine; unset it.");
        }
        for (String name : List.of("OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY")) {
            String value = environment.getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (!value.isEmpty() && !value.equals("false")) {
                sentences.add(set(environment, name)
                        + "Java's threads are bound to a processor with the one that loads OpenMP; unset it.");
            }
        }
        for (String name : List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")) {
            String value = environment.getOrDefault(name, "").toUpperCase(Locale.ROOT);
            if (!value.isEmpty() && !value.equals("ALL") && !value.equals("DEFAULT")) {
                sentences.add(set(environment, name) + "oneDNN ignores the newer features of the processor; unset it.");
            }
        }
        return List.copyOf(sentences);
    }

    private static Optional<String> kernels(
            CpuFeatures cpu, Map<String, String> environment, Optional<String> coreName) {
        Optional<String> best = OpenBlas.Kernels.of(cpu).map(OpenBlas.Kernels::name);
        boolean bySomebody = environment.containsKey(CORE_TYPE);
        String cure = bySomebody
                ? "unset " + CORE_TYPE + "."
                : best.map(name -> "set " + CORE_TYPE + "=" + name + ".").orElse("set " + CORE_TYPE + ".");
        if (coreName.isPresent() && cpu.has("avx") && !OpenBlas.Kernels.useAvx(coreName.get())) {
            return Optional.of("OpenBLAS runs the kernels of " + coreName.get()
                    + ", which are for processors without AVX, and this one has it: " + cure);
        }
        String asked = environment.get(CORE_TYPE);
        return bySomebody && best.isPresent() && !best.get().equalsIgnoreCase(asked)
                ? Optional.of(set(environment, CORE_TYPE) + "the kernels of " + best.get()
                        + " are the fastest for this processor; " + cure)
                : Optional.empty();
    }

    private static String set(Map<String, String> environment, String name) {
        return name + "=" + environment.get(name) + " is set: ";
    }
}
