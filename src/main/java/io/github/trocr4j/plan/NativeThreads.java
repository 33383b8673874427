package io.github.trocr4j.plan;

import com.sun.jna.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Native libraries work with one thread each while a plan runs, because the plan has cut the work up itself: OpenMP's number
 * of threads, which each thread has for itself, and OpenBLAS's, which is one for the whole process. Afterwards both are what
 * they were; others who multiply in the meantime are slower, not wrong. The count of running plans is static because
 * OpenBLAS's number is.
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

    /** One OpenBLAS thread, from here to {@link #leave}. */
    static synchronized void enter() {
        if (running++ == 0 && OpenBlas.SET != null) {
            before = OpenBlas.GET.invokeInt(NOTHING);
            OpenBlas.SET.invokeVoid(new Object[] {1});
        }
    }

    static synchronized void leave() {
        if (--running == 0 && OpenBlas.SET != null) {
            OpenBlas.SET.invokeVoid(new Object[] {before});
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
