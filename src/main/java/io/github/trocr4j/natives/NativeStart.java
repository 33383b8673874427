package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import io.github.trocr4j.natives.NativeSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes the {@link NativeSettings}, once in a process and before ND4J is loaded. What was made is a fact about the process,
 * like the libraries that are loaded into it, and therefore the one thing in this project that is kept in a static field.
 */
public final class NativeStart {
    private static final String THREADS = "trocr4j.threads";
    private static final AtomicReference<Made> DONE = new AtomicReference<>();

    private NativeStart() {}

    /**
     * What was made.
     *
     * @param cpu of this machine
     * @param settings what was wanted
     * @param inTime false if somebody had loaded ND4J before; then nothing was set
     * @param failures why, for each variable that could not be set
     */
    public record Made(CpuFeatures cpu, NativeSettings settings, boolean inTime, Map<String, String> failures) {
        /** Copies the map. */
        public Made {
            failures = Map.copyOf(failures);
        }

        /**
         * Throws where a product would end the process, since somebody asked OpenBLAS for kernels that this processor
         * cannot run.
         *
         * @throws IllegalArgumentException one sentence
         */
        public void requireRunnableKernels() {
            for (Setting setting : settings.settings()) {
                if (setting.name().equals("OPENBLAS_CORETYPE") && setting.byUser()) {
                    List<String> missing = OpenBlas.Kernels.missing(setting.value(), cpu);
                    if (!missing.isEmpty()) {
                        throw new IllegalArgumentException("OPENBLAS_CORETYPE=" + setting.value()
                                + " is set: its kernels need " + String.join(", ", missing)
                                + ", which this processor does not have; unset it.");
                    }
                }
            }
        }

        /** Threads of OpenMP and OpenBLAS. */
        public int threads() {
            return settings.threads();
        }
    }

    /** As {@link #begin(OptionalInt)}, with the threads of {@code -Dtrocr4j.threads=N} if that is given. */
    public static Made begin() {
        return begin(OptionalInt.empty());
    }

    /**
     * Makes the settings, unless they are made; then it changes nothing and says how they were made.
     *
     * @param asked threads that the user asked for
     * @throws IllegalArgumentException if the number in {@code trocr4j.threads} is none
     */
    public static Made begin(OptionalInt asked) {
        synchronized (DONE) {
            if (DONE.get() == null) {
                DONE.set(make(asked.isPresent() ? asked : property()));
            }
            return DONE.get();
        }
    }

    private static Made make(OptionalInt asked) {
        CpuFeatures cpu = cpu();
        NativeSettings settings = NativeSettings.of(
                System.getProperty("os.name"),
                cpu,
                System.getenv(),
                asked,
                Runtime.getRuntime().availableProcessors());
        boolean inTime = LoadedLibraries.now().nd4j().isEmpty();
        Map<String, String> failures = new LinkedHashMap<>();
        for (Setting setting : settings.settings()) {
            if (inTime && !setting.byUser()) {
                Optional<String> failure = set(setting.name(), setting.value());
                failure.ifPresent(why -> failures.put(setting.name(), why));
            }
        }
        return new Made(cpu, settings, inTime, failures);
    }

    private static CpuFeatures cpu() {
        try {
            return CpuFeatures.of(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return CpuFeatures.UNKNOWN;
        }
    }

    private static OptionalInt property() {
        String threads = System.getProperty(THREADS);
        if (threads == null) {
            return OptionalInt.empty();
        }
        if (!threads.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    "-D" + THREADS + ": expected a number of threads from 1 to 9999, found " + threads + ".");
        }
        return OptionalInt.of(Integer.parseInt(threads));
    }

    /**
     * Sets a variable that is not set, and reads it back.
     *
     * @return why it did not work, or empty if it did
     */
    static Optional<String> set(String name, String value) {
        try {
            NativeLibrary libc = NativeLibrary.getProcess();
            int keepExisting = 0;
            int result = libc.getFunction("setenv").invokeInt(new Object[] {name, value, keepExisting});
            String found = get(name).orElse("nothing");
            return result == 0 && found.equals(value)
                    ? Optional.empty()
                    : Optional.of("setenv of " + name + " returned " + result + " and left " + found);
        } catch (LinkageError | RuntimeException e) {
            // JNA's own library needs a folder that one may execute from, and a JVM that lets it; do without.
            return Optional.of("setenv cannot be called (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A variable as libc has it. */
    static Optional<String> get(String name) {
        Object[] arguments = {name};
        return Optional.ofNullable(
                NativeLibrary.getProcess().getFunction("getenv").invokeString(arguments, false));
    }
}
