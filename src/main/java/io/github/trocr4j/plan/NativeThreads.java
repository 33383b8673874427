package io.github.trocr4j.plan;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Native libraries work with one thread each while a plan runs, because the plan has cut the work up itself: OpenMP's number
 * of threads, which each thread has for itself, and OpenBLAS's, which is one for the whole process. Afterwards both are what
 * they were; others who multiply in the meantime are slower, not wrong. The count of running plans is static because
 * OpenBLAS's number is.
 */
final class NativeThreads {
    private static int running;
    private static int before;

    private NativeThreads() {}

    /** One OpenBLAS thread, from here to {@link #leave}. */
    static synchronized void enter() {
        if (running++ == 0) {
            before = openblas_nolapack.blas_get_num_threads();
            openblas_nolapack.blas_set_num_threads(1);
        }
    }

    static synchronized void leave() {
        if (--running == 0) {
            openblas_nolapack.blas_set_num_threads(before);
        }
    }

    /** Does {@code work} with one OpenMP thread in the calling thread. */
    static void alone(Runnable work) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int threads = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(1);
        try {
            work.run();
        } finally {
            natives.setOmpNumThreads(threads);
        }
    }
}
