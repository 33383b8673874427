package io.github.trocr4j.plan;

import com.sun.jna.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Native libraries work with one thread each while a plan runs, because the plan has cut the work up itself: OpenMP's
 * number of threads, which each thread has for itself, and OpenBLAS's, which is one for the whole process. Afterwards
 * both are what they were; others who multiply in the meantime are slower, not wrong. The count of running plans is
 * static because OpenBLAS's number is.
 */
final class NativeThreads {
    private static final Object[] NOTHING = {};

    private static int running;
    private static int before;

    /** OpenBLAS's functions, found when they are first wanted; null where the library is another one. */
    private static final class OpenBlas {
        private static final Function GET = function("openblas_get_num_threads");
        private static final Function SET = function("openblas_set_num_threads");

        // JavaCPP's own blas_set_num_threads looks the function up in each call, which takes longer than reading a
        // strip.
        private static Function function(String name) {
            Loader.load(openblas_nolapack.class);
            Pointer address = Loader.addressof(name);
            return address == null ? null : Function.getFunction(new com.sun.jna.Pointer(address.address()));
        }
    }

    private NativeThreads() {}

    /**
     * One thread of OpenBLAS, and of OpenMP in the calling thread, from here to {@link #leave}, which takes what this
     * returns.
     */
    static int enter() {
        synchronized (NativeThreads.class) {
            if (running++ == 0 && OpenBlas.SET != null) {
                before = OpenBlas.GET.invokeInt(NOTHING);
                OpenBlas.SET.invokeVoid(new Object[] {1});
            }
        }
        return openMp(1);
    }

    static void leave(int openMpBefore) {
        openMp(openMpBefore);
        synchronized (NativeThreads.class) {
            if (--running == 0 && OpenBlas.SET != null) {
                OpenBlas.SET.invokeVoid(new Object[] {before});
            }
        }
    }

    /** Does {@code work} with one OpenMP thread in the calling thread. */
    static void alone(Runnable work) {
        int openMpBefore = openMp(1);
        try {
            work.run();
        } finally {
            openMp(openMpBefore);
        }
    }

    /** Sets OpenMP's number of threads in the calling thread; returns what it was. */
    private static int openMp(int threads) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int threadsBefore = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(threads);
        return threadsBefore;
    }
}
