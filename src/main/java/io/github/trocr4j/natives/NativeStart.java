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
 * Applies {@link NativeSettings}, once per process and before ND4J is loaded. What was applied is a fact about the
 * process, like the loaded libraries, and is therefore kept in a static field.
 */
public final class NativeStart {
    private static final String THREADS = "trocr4j.threads";
    private static final ClassLoader JNA = NativeLibrary.class.getClassLoader();
    private static final AtomicReference<Applied> APPLIED = new AtomicReference<>();
    // Later failures to load JNA say only that its class could not be initialised before.
    private static final AtomicReference<LinkageError> JNA_FAILURE = new AtomicReference<>();

    private NativeStart() {}

    /**
     * The settings of this process.
     *
     * @param cpu features of this machine's processor
     * @param settings the intended settings
     * @param inTime false if ND4J had already been loaded; nothing was set then
     * @param failures for each variable that could not be set, the reason
     */
    public record Applied(CpuFeatures cpu, NativeSettings settings, boolean inTime, Map<String, String> failures) {
        public Applied {
            failures = Map.copyOf(failures);
        }

        /**
         * Checks that the processor can run a build of ND4J's library on the class path.
         *
         * @throws NativeStartException if it cannot
         */
        public void requireRunnableBuild() {
            Nd4jBuild.refusal(cpu, NativeStart.class.getClassLoader()).ifPresent(sentence -> {
                throw new NativeStartException(sentence);
            });
        }

        /**
         * Checks that the processor can run the OpenBLAS kernels that the user has selected. With others a matrix
         * product would end the process.
         *
         * @throws NativeStartException if it cannot
         */
        public void requireRunnableKernels() {
            for (Setting setting : settings.settings()) {
                if (setting.name().equals("OPENBLAS_CORETYPE") && setting.byUser()) {
                    List<String> missing = OpenBlas.Kernels.missing(setting.value(), cpu);
                    if (!missing.isEmpty()) {
                        throw new NativeStartException("OPENBLAS_CORETYPE=" + setting.value()
                                + " is set: its kernels need " + String.join(", ", missing)
                                + ", which this processor does not have; unset it.");
                    }
                }
            }
        }

        /** Returns the number of threads of OpenMP and OpenBLAS. */
        public int threads() {
            return settings.threads();
        }
    }

    /**
     * Applies the settings with the number of threads in {@code -Dtrocr4j.threads=N}, if given. See
     * {@link #apply(OptionalInt)}.
     */
    public static Applied apply() {
        return apply(OptionalInt.empty());
    }

    /**
     * Applies the settings. If that was done before, changes nothing and returns the settings that were applied then.
     *
     * @param asked number of threads that the user asked for
     * @throws IllegalArgumentException if {@code trocr4j.threads} is not a number of threads
     */
    public static Applied apply(OptionalInt asked) {
        synchronized (APPLIED) {
            if (APPLIED.get() == null) {
                OptionalInt threads = asked.isPresent() ? asked : property();
                // JNA starts a process, whose thread keeps the context class loader.
                APPLIED.set(ContextClassLoader.with(JNA, () -> decideAndSet(threads)));
            }
            return APPLIED.get();
        }
    }

    private static Applied decideAndSet(OptionalInt asked) {
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
        return new Applied(cpu, settings, inTime, failures);
    }

    /**
     * Checks that ND4J can read its environment variables.
     *
     * @throws NativeStartException if it cannot; the message names the variable
     */
    public static void requireReadableVariables() {
        UnreadableVariables.of(System.getenv()).ifPresent(sentence -> {
            throw new NativeStartException(sentence);
        });
    }

    /**
     * Checks that JNA can be used, which unpacks a library to the temporary folder.
     *
     * @throws NativeStartException if it cannot
     */
    public static void requireJna() {
        try {
            ContextClassLoader.with(JNA, NativeLibrary::getProcess);
        } catch (LinkageError e) {
            JNA_FAILURE.compareAndSet(null, e);
            throw NativeStartException.of(JNA_FAILURE.get());
        }
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
     * Sets a variable, and reads it back. Java cannot change the environment that C libraries see, so this calls libc's
     * {@code setenv} through JNA.
     *
     * @return why it failed; empty if it worked
     */
    static Optional<String> set(String name, String value) {
        try {
            NativeLibrary libc = NativeLibrary.getProcess();
            int overwrite = 1;
            int result = libc.getFunction("setenv").invokeInt(new Object[] {name, value, overwrite});
            String found = get(name).orElse("nothing");
            return result == 0 && found.equals(value)
                    ? Optional.empty()
                    : Optional.of("setenv of " + name + " returned " + result + " and left " + found);
        } catch (LinkageError e) {
            // JNA unpacks its library into a folder that must allow execution, and the JVM must permit loading it.
            JNA_FAILURE.compareAndSet(null, e);
            return Optional.of("setenv cannot be called (" + e.getClass().getSimpleName() + ")");
        } catch (RuntimeException e) {
            return Optional.of("setenv cannot be called (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Returns a variable from libc's environment, which Java's copy does not follow. */
    static Optional<String> get(String name) {
        Object[] arguments = {name};
        return Optional.ofNullable(
                NativeLibrary.getProcess().getFunction("getenv").invokeString(arguments, false));
    }
}
