package io.github.trocr4j.natives;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * CUDA itself, as JavaCPP brings it to a build for cards, asked before ND4J is. The driver's version alone does not tell
 * whether CUDA 11.6 runs on it (the first drivers for 11.0 are too old, and say 11.0 as the later ones do), and of what goes
 * wrong ND4J prints a stack trace and keeps nothing. By reflection, since the build for the CPU does not have these classes.
 */
final class CudaRuntime {
    private static final String CUDART = "org.bytedeco.cuda.global.cudart";
    /** The matrix products; the largest libraries that ND4J begins with. */
    private static final String CUBLAS = "org.bytedeco.cuda.global.cublas";

    private CudaRuntime() {}

    /** Throws, if it does not start here. */
    static void require() {
        refusal(CUDART, CUBLAS).ifPresent(sentence -> {
            throw new CudaUnavailableException(sentence);
        });
    }

    /**
     * Why it does not start, in one sentence; empty if it does.
     *
     * @param cudart name of the class with the functions of the runtime
     * @param cublas name of a class that loads its libraries when it is initialised
     */
    static Optional<String> refusal(String cudart, String cublas) {
        try {
            Class<?> runtime = Class.forName(cudart);
            int[] cards = new int[1];
            int result =
                    (int) runtime.getMethod("cudaGetDeviceCount", int[].class).invoke(null, cards);
            if (result != 0) {
                return Optional.of("CUDA 11.6 does not start with this driver (cudaGetDeviceCount returned " + result
                        + ", " + name(runtime, result)
                        + "): update the driver if nvidia-smi shows one older than 510, else see whether another program"
                        + " holds the card" + CudaPreflight.OR_CPU + ".");
            }
            Class.forName(cublas);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(notLoaded(e.getCause()));
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.of(notLoaded(e));
        }
    }

    /** Such as {@code cudaErrorInsufficientDriver}, which cuda.h and NVIDIA's pages explain. */
    private static String name(Class<?> runtime, int result) throws ReflectiveOperationException {
        Object text = runtime.getMethod("cudaGetErrorName", int.class).invoke(null, result);
        return (String) text.getClass().getMethod("getString").invoke(text);
    }

    private static String notLoaded(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "The libraries of CUDA 11.6 cannot be loaded ("
                + cause.getClass().getSimpleName() + ", "
                + cause.getMessage() + "): see whether 4 GB are free where JavaCPP unpacks them, ~/.javacpp"
                + CudaPreflight.OR_CPU + ".";
    }
}
