package io.github.trocr4j.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * With which variables of the process's environment ND4J's libraries are to start. They read these once, while they are
 * loaded.
 *
 * @param threads of OpenMP and OpenBLAS
 * @param settings one for each variable that has a say
 */
public record NativeSettings(int threads, List<Setting> settings) {
    private static final String OMP_THREADS = "OMP_NUM_THREADS";
    private static final String CORE_TYPE = "OPENBLAS_CORETYPE";
    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    /**
     * One variable.
     *
     * @param name of the variable
     * @param value what it is, or is to become
     * @param byUser whether it was set already; then it stays as it is
     * @param why one clause
     */
    public record Setting(String name, String value, boolean byUser, String why) {}

    /** Copies the list. */
    public NativeSettings {
        settings = List.copyOf(settings);
    }

    /**
     * Decides.
     *
     * @param os {@code os.name}; nothing but the number of threads is decided outside Linux, where nothing was tried
     * @param environment the variables as they are
     * @param asked threads that the user asked for in another way than by a variable
     * @param processors what Java sees, which in a container may be fewer than the machine has
     */
    public static NativeSettings of(
            String os, CpuFeatures cpu, Map<String, String> environment, OptionalInt asked, int processors) {
        int threads = threadsOf(environment).orElse(asked.orElse(processors));
        if (!os.equals("Linux")) {
            return new NativeSettings(threads, List.of());
        }
        List<Setting> settings = new ArrayList<>();
        String why = asked.isPresent() ? "asked for" : "the processors that Java sees";
        settings.add(setting(environment, OMP_THREADS, Integer.toString(threads), why));
        settings.add(setting(environment, "OPENBLAS_NUM_THREADS", Integer.toString(threads), why));
        String sleep = "threads that spin while they wait stand in each other's way on a busy machine";
        settings.add(setting(environment, WAIT_POLICY, "PASSIVE", sleep));
        // Who asked for spinning threads by the policy would get sleeping ones from this variable after all.
        if (!environment.containsKey(WAIT_POLICY) || environment.containsKey("GOMP_SPINCOUNT")) {
            settings.add(setting(environment, "GOMP_SPINCOUNT", "0", sleep));
        }
        Optional<OpenBlas.Kernels> kernels = OpenBlas.Kernels.of(cpu);
        if (kernels.isPresent() || environment.containsKey(CORE_TYPE)) {
            settings.add(setting(
                    environment,
                    CORE_TYPE,
                    kernels.map(OpenBlas.Kernels::name).orElse(""),
                    kernels.map(OpenBlas.Kernels::why).orElse("")));
        }
        return new NativeSettings(threads, settings);
    }

    /** What {@code OMP_NUM_THREADS} says, if it says something. */
    public static OptionalInt threadsOf(Map<String, String> environment) {
        return threads(environment.getOrDefault(OMP_THREADS, ""));
    }

    /** A number of threads; of a list the first, which counts outside nested loops. */
    static OptionalInt threads(String variable) {
        String first = variable.split(",", 2)[0].strip();
        return first.matches("[1-9][0-9]{0,4}") ? OptionalInt.of(Integer.parseInt(first)) : OptionalInt.empty();
    }

    private static Setting setting(Map<String, String> environment, String name, String value, String why) {
        String existing = environment.get(name);
        return existing == null
                ? new Setting(name, value, false, why)
                : new Setting(name, existing, true, "set already");
    }
}
