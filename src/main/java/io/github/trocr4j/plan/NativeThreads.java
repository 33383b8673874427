package io.github.trocr4j.plan;

import com.sun.jna.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Limits native libraries to one thread while a plan runs, because plans divide the work between threads themselves.
 * OpenMP's number of threads is a setting of each thread, OpenBLAS's is global. Both are restored afterwards. Products
 * that other threads compute in the meantime are slower, but correct. The count of running plans is static because
 * OpenBLAS's setting is global.
 */
public final class NativeThreads {
    private static final Object[] NO_ARGUMENTS = {};

    private static int running;
    private static int previousThreads;

    /** OpenBLAS's functions, loaded on first use; null if another BLAS library is in use. */
    private static final class OpenBlas {
        private static final Function GET = function("openblas_get_num_threads");
        private static final Function SET = function("openblas_set_num_threads");

        // JavaCPP's blas_set_num_threads looks up the function in each call, which takes longer than reading a strip.
        private static Function function(String name) {
            Loader.load(openblas_nolapack.class);
            Pointer address = Loader.addressof(name);
            return address == null ? null : Function.getFunction(new com.sun.jna.Pointer(address.address()));
        }
    }

    private NativeThreads() {}

    /**
     * Sets OpenBLAS, and OpenMP in the calling thread, to one thread until {@link #exit}.
     *
     * @return the argument of {@link #exit}
     */
    static int enter() {
        synchronized (NativeThreads.class) {
            if (running++ == 0 && OpenBlas.SET != null) {
                previousThreads = OpenBlas.GET.invokeInt(NO_ARGUMENTS);
                OpenBlas.SET.invokeVoid(new Object[] {1});
            }
        }
        return openMp(1);
    }

    static void exit(int openMpBefore) {
        openMp(openMpBefore);
        synchronized (NativeThreads.class) {
            if (--running == 0 && OpenBlas.SET != null) {
                OpenBlas.SET.invokeVoid(new Object[] {previousThreads});
            }
        }
    }

    /**
     * Runs {@code work} with one thread of the native libraries: small operations of ND4J take longer with several, and
     * much longer on a busy machine, where each waits for the last thread.
     */
    public static void limited(Runnable work) {
        int openMpBefore = enter();
        try {
            work.run();
        } finally {
            exit(openMpBefore);
        }
    }

    /** Runs {@code work} in the calling thread with one OpenMP thread. */
    static void withOneThread(Runnable work) {
        int openMpBefore = openMp(1);
        try {
            work.run();
        } finally {
            openMp(openMpBefore);
        }
    }

    /** Sets OpenMP's number of threads in the calling thread and returns the previous number. */
    private static int openMp(int threads) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int threadsBefore = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(threads);
        return threadsBefore;
    }
}
