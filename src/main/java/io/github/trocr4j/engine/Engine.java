package io.github.trocr4j.engine;

import com.sun.management.OperatingSystemMXBean;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaDriver;
import io.github.trocr4j.natives.CudaPreflight;
import io.github.trocr4j.natives.CudaUnavailableException;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.natives.UnpackedLibraries;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Loads ND4J with the settings of {@link NativeStart}. Code that creates the first arrays of a process calls
 * {@link #start}. It is not called from a static initialiser, so that loading a class does not load native libraries.
 */
public final class Engine {
    // The state of the process: ND4J can be loaded only once. See NativeStart.
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Engine() {}

    /**
     * Starts to load ND4J in the background and returns at once. Loading takes a third of a second, in which the caller
     * can read files. A failure is reported by {@link #start}, which meets it again.
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
     * Loads ND4J, or waits until another thread has loaded it. Later calls return at once.
     *
     * @return the settings that ND4J was started with
     * @throws CudaUnavailableException if the CUDA backend is on the class path and cannot be used; nothing is loaded
     *     then
     */
    public static NativeStart.Applied start() {
        NativeStart.Applied applied = NativeStart.apply();
        if (applied.inTime() && !STARTED.get()) {
            synchronized (STARTED) {
                if (!STARTED.get()) {
                    applied.requireRunnableKernels();
                    CudaPreflight.require();
                    withOwnClassLoader(() -> load(applied.threads()));
                    STARTED.set(true);
                }
            }
        }
        return applied;
    }

    /**
     * ND4J looks up its backend with the context class loader of the current thread, which may not see ND4J: in a
     * plug-in, threads often have the class loader of the host.
     */
    private static void withOwnClassLoader(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Engine.class.getClassLoader());
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * While it starts, ND4J sets the number of threads to what {@link System#getenv} has cached or to the cores of the
     * whole machine, even in a container. So the number is set again.
     */
    private static void load(int threads) {
        UnpackedLibraries.load();
        if (Backend.here() == Backend.CUDA) {
            CudaPreflight.requireRuntime();
            requireCard();
            return;
        }
        Environment environment = Nd4j.getEnvironment();
        environment.setMaxThreads(threads);
        environment.setMaxMasterThreads(threads);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        Nd4j.factory().blas().setMaxThreads(threads);
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
     * free memory and, with CUDA, half of the memory of the smallest GPU.
     */
    public static long usableMemory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long usable = Math.min(Pointer.maxBytes(), system.getFreeMemorySize() / 2);
        if (Backend.here() == Backend.CUDA) {
            for (CudaDriver.Device card : CudaDriver.ask().devices()) {
                usable = Math.min(usable, card.memory() / 2);
            }
        }
        return usable;
    }
}
