package io.github.trocr4j.engine;

import io.github.trocr4j.natives.AvailableMemory;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.ContextClassLoader;
import io.github.trocr4j.natives.CudaDriver;
import io.github.trocr4j.natives.CudaPreflight;
import io.github.trocr4j.natives.CudaUnavailableException;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.natives.NativeStartException;
import io.github.trocr4j.natives.UnpackedLibraries;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Loads ND4J with the settings of {@link NativeStart}. Code that creates the first arrays of a process calls
 * {@link #start}. It is not called from a static initialiser, so that loading a class does not load native libraries.
 */
public final class Engine {
    // The state of ND4J's classes: they can be initialised only once. See NativeStart.
    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final AtomicReference<NativeStartException> FAILED = new AtomicReference<>();

    /** Initialising one of these classes loads its library; CUDA's are checked before that. */
    private static final List<String> CPU_LIBRARIES =
            List.of("org.bytedeco.openblas.global.openblas_nolapack", "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu");

    private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private Engine() {}

    /**
     * Starts to load ND4J in the background and returns at once. Loading takes a third of a second, in which the caller
     * can read files. A failure is reported by {@link #start}, which throws it again.
     */
    public static void startInBackground() {
        if (STARTED.get()) {
            return;
        }
        Thread loader = new Thread(Engine::start, "trocr4j-engine");
        loader.setDaemon(true);
        loader.setUncaughtExceptionHandler((thread, thrown) -> {});
        loader.start();
    }

    /**
     * Loads ND4J, or waits until another thread has loaded it. Later calls return at once. It works in any thread, with
     * any context class loader, and if other class loaders of this process have loaded a copy of ND4J before.
     *
     * @return the settings that ND4J was started with
     * @throws NativeStartException if the native libraries cannot be unpacked or loaded, or an environment variable has
     *     a value that ND4J cannot use; later calls throw the same again
     * @throws CudaUnavailableException if the CUDA backend is on the class path and cannot be used; nothing is loaded
     *     then
     */
    public static NativeStart.Applied start() {
        NativeStart.Applied applied = NativeStart.apply();
        if (!STARTED.get()) {
            synchronized (STARTED) {
                if (!STARTED.get()) {
                    if (FAILED.get() != null) {
                        throw NativeStartException.of(FAILED.get());
                    }
                    NativeStart.requireReadableVariables();
                    applied.requireRunnableBuild();
                    applied.requireRunnableKernels();
                    CudaPreflight.require();
                    load(applied);
                    STARTED.set(true);
                }
            }
        }
        return applied;
    }

    private static void load(NativeStart.Applied applied) {
        try {
            NativeStart.requireJna();
            loadWithOwnClassLoader(applied);
        } catch (CudaUnavailableException e) {
            throw e;
        } catch (LinkageError | RuntimeException e) {
            NativeStartException failure = NativeStartException.of(firstCause(e));
            FAILED.set(failure);
            throw failure;
        }
    }

    /**
     * If a library that others need cannot be unpacked, JavaCPP keeps the reason to itself and reports that the others
     * do not find it. So they are unpacked once more.
     */
    private static Throwable firstCause(Throwable reported) {
        try {
            for (String name : CPU_LIBRARIES) {
                Class<?> library = Class.forName(name, false, Engine.class.getClassLoader());
                ClassProperties properties = Loader.loadProperties(library, Loader.loadProperties(), true);
                for (String kind : List.of("platform.preload", "platform.link")) {
                    for (String needed : properties.get(kind)) {
                        for (URL packed : Loader.findLibrary(library, properties, needed)) {
                            Loader.cacheResource(packed);
                        }
                    }
                }
            }
            return reported;
        } catch (IOException e) {
            e.addSuppressed(reported);
            return e;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            reported.addSuppressed(e);
            return reported;
        }
    }

    /**
     * ND4J looks up its backend and its classes with a class loader that it takes from the thread that touches it
     * first, and keeps. In a server that thread often has the class loader of the host or of another application. It
     * gets its own, and not that of this class: if applications share ND4J, it would keep a stopped one in memory.
     */
    private static void loadWithOwnClassLoader(NativeStart.Applied applied) {
        ClassLoader own = ND4JClassLoading.class.getClassLoader();
        ClassLoader loader = own.getResource(BACKENDS) == null ? Engine.class.getClassLoader() : own;
        ContextClassLoader.with(loader, () -> {
            ND4JClassLoading.setNd4jClassloader(loader);
            loadBackend(applied);
            return applied;
        });
    }

    /**
     * While it starts, ND4J sets the number of threads to what {@link System#getenv} has cached or to the cores of the
     * whole machine, even in a container. So the number is set again, unless the application had started ND4J before
     * and may have set its own.
     */
    private static void loadBackend(NativeStart.Applied applied) {
        boolean startedByOthers = !applied.inTime() && hasLoadedLibraries();
        UnpackedLibraries.load();
        if (Backend.here() == Backend.CUDA) {
            CudaPreflight.requireRuntime();
            requireCard();
            return;
        }
        // Says why JavaCPP's own library does not load; Pointer, the first class that needs it, keeps that to itself.
        Loader.load(Pointer.class);
        Environment environment = Nd4j.getEnvironment();
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        if (!startedByOthers) {
            environment.setMaxThreads(applied.threads());
            environment.setMaxMasterThreads(applied.threads());
            natives.setOmpNumThreads(applied.threads());
            Nd4j.factory().blas().setMaxThreads(applied.threads());
        }
    }

    /** Returns whether this copy of JavaCPP has loaded ND4J's library; the process may have others. */
    private static boolean hasLoadedLibraries() {
        return Loader.getLoadedLibraries().keySet().stream().anyMatch(name -> name.contains("nd4j"));
    }

    private static void requireCard() {
        ExecutionerType chosen = Nd4j.getExecutioner().type();
        if (chosen != ExecutionerType.CUDA) {
            throw new CudaUnavailableException(
                    "ND4J chose " + chosen + " although its CUDA backend is on the class path:"
                            + " keep one of nd4j-native and nd4j-cuda-11.6 there, and unset BACKEND_PRIORITY_GPU.");
        }
    }

    /**
     * Returns how many bytes arrays may use outside the Java heap: JavaCPP's limit, but at most half of the machine's
     * {@linkplain AvailableMemory available} memory and, with CUDA, half of the memory of the smallest GPU.
     */
    public static long usableMemory() {
        long usable = Math.min(Pointer.maxBytes(), AvailableMemory.bytes() / 2);
        if (Backend.here() == Backend.CUDA) {
            for (CudaDriver.Device card : CudaDriver.ask().devices()) {
                usable = Math.min(usable, card.memory() / 2);
            }
        }
        return usable;
    }
}
