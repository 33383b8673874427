package io.github.trocr4j.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The environment variables that ND4J's native libraries should start with. The libraries read them once, while they
 * are loaded.
 *
 * @param threads threads of OpenMP and OpenBLAS
 * @param settings the variables that matter
 */
public record NativeSettings(int threads, List<Setting> settings) {
    private static final String OMP_THREADS = "OMP_NUM_THREADS";
    private static final String CORE_TYPE = "OPENBLAS_CORETYPE";
    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    /**
     * One environment variable.
     *
     * @param name its name
     * @param value its current or intended value
     * @param byUser whether it was already set; it is not changed then
     * @param why the reason, as a clause
     */
    public record Setting(String name, String value, boolean byUser, String why) {}

    public NativeSettings {
        settings = List.copyOf(settings);
    }

    /**
     * Decides on the settings.
     *
     * @param os {@code os.name}; outside Linux only the number of threads is decided, since nothing else was tested
     *     there
     * @param environment the current variables
     * @param asked number of threads that the user asked for, other than by a variable
     * @param processors processors that Java sees; in a container possibly fewer than the machine has
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
        String sleep = "threads that spin while they wait compete for processors on a busy machine";
        settings.add(setting(environment, WAIT_POLICY, "PASSIVE", sleep));
        // GOMP_SPINCOUNT takes precedence: setting it would override a policy that the user has set.
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

    /** Returns the number of threads in {@code OMP_NUM_THREADS}; empty if it is not set to one. */
    public static OptionalInt threadsOf(Map<String, String> environment) {
        return threads(environment.getOrDefault(OMP_THREADS, ""));
    }

    /** Parses a number of threads. Of a list the first counts: it applies outside nested loops. */
    static OptionalInt threads(String variable) {
        String first = variable.split(",", 2)[0].strip();
        return first.matches("[+]?0{0,9}[1-9][0-9]{0,4}")
                ? OptionalInt.of(Integer.parseInt(first))
                : OptionalInt.empty();
    }

    private static Setting setting(Map<String, String> environment, String name, String value, String why) {
        String existing = environment.get(name);
        // Scripts and compose files set a number of threads to nothing where they mean the default.
        boolean missing = existing == null || (existing.isEmpty() && name.endsWith("_NUM_THREADS"));
        return missing ? new Setting(name, value, false, why) : new Setting(name, existing, true, "set already");
    }
}
