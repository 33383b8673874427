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
 * Loads ND4J as {@link NativeStart} decides. Making a model's weights, the first arrays of a process, calls {@link
 * #start}; it is not done when a class is loaded, since who merely mentions one has not asked for native libraries.
 */
public final class Engine {
    // A fact about the process, as in NativeStart.
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Engine() {}

    /**
     * Begins to load ND4J and does not wait: that takes a third of a second, in which the caller can read files. What goes
     * wrong is told by {@link #start}, which meets the same.
     */
    public static void begin() {
        if (STARTED.get()) {
            return;
        }
        Thread loader = new Thread(Engine::start, "trocr4j-engine");
        loader.setDaemon(true);
        loader.setUncaughtExceptionHandler((thread, thrown) -> {});
        loader.start();
    }

    /**
     * Loads ND4J, unless it is loaded, or waits until it is; costs nothing from the second time on.
     *
     * @throws CudaUnavailableException one sentence, if it is to compute on a card and cannot; then nothing was loaded
     */
    public static NativeStart.Made start() {
        NativeStart.Made made = NativeStart.begin();
        if (made.inTime() && !STARTED.get()) {
            synchronized (STARTED) {
                if (!STARTED.get()) {
                    made.requireRunnableKernels();
                    CudaPreflight.require();
                    withOwnClassLoader(() -> load(made.threads()));
                    STARTED.set(true);
                }
            }
        }
        return made;
    }

    /**
     * ND4J looks for its backend with the context class loader of the thread that it starts in, which need not see it: a
     * plug-in's loader is seldom that of its host's threads.
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
     * ND4J sets the number of threads while it starts, to what {@link System#getenv} remembers or to the cores of the whole
     * machine, containers or not. So the number is said again.
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

    /** Bytes that arrays may take outside the Java heap: what JavaCPP allows, and not more than half of what the machine has left, or of what the smallest card has. */
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
