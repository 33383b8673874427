package io.github.trocr4j.cli;

import io.github.trocr4j.engine.EngineInfo;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeSettings.Setting;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.natives.OpenBlas;
import io.github.trocr4j.natives.PeakSpeed;
import io.github.trocr4j.natives.SlowSettings;
import io.github.trocr4j.run.Version;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The output of {@code info}, as text and as JSON.
 *
 * @param version the version of trocr4j
 * @param machine the JVM, system and memory
 * @param made the settings that ND4J was started with
 * @param cuda the GPUs and their driver
 * @param engine the engine ND4J; empty if it does not start
 * @param peak the peak speed of the processor; empty if unknown, or if a GPU computes
 * @param warnings settings that slow down the native libraries, a sentence each
 */
record Information(
        String version,
        Machine machine,
        NativeStart.Applied made,
        CudaFindings cuda,
        Optional<EngineInfo> engine,
        Optional<PeakSpeed> peak,
        List<String> warnings) {
    private static final double GIBI = 1 << 30;

    /**
     * Collects the information on this process.
     *
     * @param engine the engine; empty if it does not start
     */
    static Information here(NativeStart.Applied made, Optional<EngineInfo> engine) {
        Machine machine = Machine.here();
        Optional<String> coreName = engine.flatMap(EngineInfo::openBlas).map(OpenBlas::coreName);
        return new Information(
                Version.text(),
                machine,
                made,
                CudaFindings.here(),
                engine,
                Backend.here() == Backend.CPU ? PeakSpeed.of(made.cpu(), made.threads()) : Optional.empty(),
                SlowSettings.of(made.cpu(), System.getenv(), machine.processors(), coreName));
    }

    /** Returns the information as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "trocr4j", version);
        line(text, "Java", machine.java());
        line(text, "system", machine.system());
        String cpu = made.cpu().name().isEmpty() ? "name unknown" : made.cpu().name();
        line(text, "processor", cpu + ", Java sees " + machine.processors());
        line(
                text,
                "",
                made.cpu().features().isEmpty()
                        ? "features unknown"
                        : String.join(" ", made.cpu().features()));
        line(text, "backend", cuda.backend().word());
        String heading = "CUDA";
        for (String found : cuda.lines()) {
            line(text, heading, found);
            heading = "";
        }
        engine.ifPresentOrElse(found -> engine(text, found), () -> line(text, "ND4J", "does not start"));
        settings(text);
        String slow = "warning";
        for (String warning : warnings) {
            line(text, slow, warning);
            slow = "";
        }
        line(text, "memory", gibi(machine.physicalMemory()) + ", free " + gibi(machine.freeMemory()));
        line(
                text,
                "",
                "heap at most " + gibi(machine.heap()) + "; this process "
                        + gibi(machine.process().resident()) + ", at its peak "
                        + gibi(machine.process().peak()));
        return text.toString();
    }

    private void engine(StringBuilder text, EngineInfo found) {
        line(
                text,
                "ND4J",
                found.nd4j() + ", " + found.backend() + ", " + found.build().orElse("build unknown"));
        found.openBlas()
                .ifPresentOrElse(
                        blas -> {
                            line(text, "BLAS", blas.config());
                            line(
                                    text,
                                    "",
                                    "kernels of " + blas.coreName() + " (" + whyThese() + "), threads: "
                                            + blas.threads());
                        },
                        () -> line(text, "BLAS", "cannot be asked here"));
        line(text, "threads", "OpenMP: " + found.threads());
        line(
                text,
                "speed",
                String.format(
                        Locale.ROOT,
                        "%.0f GFLOP/s in float (%dx%d times %dx%d)",
                        found.gigaflops(),
                        EngineInfo.PROBE_ROWS,
                        EngineInfo.PROBE_INNER,
                        EngineInfo.PROBE_INNER,
                        EngineInfo.PROBE_COLUMNS));
        line(
                text,
                "",
                peak.map(most -> String.format(
                                Locale.ROOT,
                                "%.0f %% of the peak of %.0f (cores: %d, at %.2f GHz as measured, operations a"
                                        + " cycle: %d)",
                                100 * found.gigaflops() / most.gigaflops(),
                                most.gigaflops(),
                                most.cores(),
                                most.gigahertz(),
                                most.operationsPerCycle()))
                        .orElse("peak unknown"));
    }

    /** Returns why OpenBLAS uses these kernels. */
    private String whyThese() {
        return made.settings().settings().stream()
                .filter(setting -> setting.name().equals("OPENBLAS_CORETYPE")
                        && made.inTime()
                        && !made.failures().containsKey(setting.name()))
                .map(Setting::why)
                .findFirst()
                .orElse("OpenBLAS's own choice");
    }

    private void settings(StringBuilder text) {
        String heading = "settings";
        if (!made.inTime()) {
            line(text, heading, "none: ND4J was loaded before");
            return;
        }
        if (made.settings().settings().isEmpty()) {
            line(text, heading, "none: nothing was tried on this system");
        }
        for (Setting setting : made.settings().settings()) {
            String failure = made.failures().get(setting.name());
            line(
                    text,
                    heading,
                    setting.name() + "=" + setting.value() + " ("
                            + (failure == null ? setting.why() : "not set: " + failure) + ")");
            heading = "";
        }
    }

    /** Returns the information as a JSON object, with null for unknown values. */
    String json() {
        JsonObject node = new JsonObject();
        node.put("trocr4j", version);
        node.put("java", machine.java());
        node.put("system", machine.system());
        node.put("processors", machine.processors());
        node.put("cpu", made.cpu().name());
        node.put("cpu_vendor", made.cpu().vendor());
        JsonArray features = node.putArray("cpu_features");
        made.cpu().features().forEach(features::add);
        cuda.put(node);
        node.put("nd4j", engine.map(EngineInfo::nd4j).orElse(null));
        node.put("backend", engine.map(EngineInfo::backend).orElse(null));
        node.put("build", engine.flatMap(EngineInfo::build).orElse(null));
        node.put("blas", blas().map(OpenBlas::config).orElse(null));
        node.put("blas_core", blas().map(OpenBlas::coreName).orElse(null));
        node.put("blas_threads", blas().map(OpenBlas::threads).orElse(null));
        node.put("omp_threads", engine.map(EngineInfo::threads).orElse(null));
        node.put("gigaflops", engine.map(EngineInfo::gigaflops).orElse(null));
        node.put("peak_gigaflops", peak.map(PeakSpeed::gigaflops).orElse(null));
        node.put("settings_in_time", made.inTime());
        JsonArray settings = node.putArray("settings");
        for (Setting setting : made.settings().settings()) {
            JsonObject one = settings.addObject();
            one.put("name", setting.name());
            one.put("value", setting.value());
            one.put("by_user", setting.byUser());
            one.put("why", setting.why());
            one.put("failure", made.failures().get(setting.name()));
        }
        JsonArray slow = node.putArray("warnings");
        warnings.forEach(slow::add);
        node.put("memory_bytes", machine.physicalMemory());
        node.put("memory_free_bytes", machine.freeMemory());
        node.put("heap_max_bytes", machine.heap());
        put(node, "process_bytes", machine.process().resident());
        put(node, "process_peak_bytes", machine.process().peak());
        return node.toString();
    }

    private Optional<OpenBlas> blas() {
        return engine.flatMap(EngineInfo::openBlas);
    }

    private static void put(JsonObject node, String key, OptionalLong value) {
        node.put(key, value.isPresent() ? Long.valueOf(value.getAsLong()) : null);
    }

    private static void line(StringBuilder text, String heading, String what) {
        text.append(String.format(Locale.ROOT, "%-10s %s%n", heading, what));
    }

    private static String gibi(OptionalLong bytes) {
        return bytes.isPresent() ? gibi(bytes.getAsLong()) : "unknown";
    }

    private static String gibi(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIBI);
    }
}
