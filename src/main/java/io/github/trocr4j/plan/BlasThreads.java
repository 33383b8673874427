package io.github.trocr4j.plan;

import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * OpenBLAS's number of threads, which is one for the whole process: a plan wants products of one thread each, because it
 * has cut them up itself. While any plan runs the number is 1, afterwards it is what it was before; others who multiply in
 * the meantime are slower, not wrong. The count of running plans is static because the number is.
 */
final class BlasThreads {
    private static int running;
    private static int before;

    private BlasThreads() {}

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
}
