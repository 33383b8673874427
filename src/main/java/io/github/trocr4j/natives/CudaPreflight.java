package io.github.trocr4j.natives;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks whether ND4J 1.0.0-M2.1 can compute on the GPUs of this machine, before ND4J is loaded. ND4J itself checks
 * only whether there is a GPU: with one that it has no code for it fails later, in native code; without a driver its
 * classes fail to initialise and stay unusable.
 */
public final class CudaPreflight {
    /**
     * CUDA 11.0. Code for 11.6 runs on the drivers of 11.0 and later, with exceptions that {@link CudaRuntime} detects.
     */
    private static final int OLDEST_DRIVER = 11_000;

    /** The alternative that ends each message. */
    static final String OR_CPU = ", or take the build for the CPU (mvn package without -Pcuda)";

    private CudaPreflight() {}

    /**
     * Checks the driver and its GPUs if CUDA is the backend on the class path.
     *
     * @throws CudaUnavailableException if they cannot be used
     */
    public static void require() {
        if (Backend.here() == Backend.CUDA) {
            require(CudaDriver.ask());
        }
    }

    /**
     * Checks that CUDA's runtime starts if CUDA is the backend on the class path. This loads CUDA's libraries, but not
     * ND4J.
     *
     * @throws CudaUnavailableException if it does not start
     */
    public static void requireRuntime() {
        if (Backend.here() == Backend.CUDA) {
            CudaRuntime.require();
        }
    }

    /**
     * Checks that all GPUs of a driver can be used.
     *
     * @throws CudaUnavailableException if not
     */
    static void require(CudaDriver driver) {
        refusal(driver).ifPresent(sentence -> {
            throw new CudaUnavailableException(sentence);
        });
    }

    /**
     * Checks that the backend on the class path is the wanted one.
     *
     * @throws CudaUnavailableException if it is another one
     */
    public static void requireBackend(Backend wanted) {
        requireBackend(wanted, Backend.here());
    }

    static void requireBackend(Backend wanted, Backend there) {
        if (wanted == there) {
            return;
        }
        throw new CudaUnavailableException(
                wanted == Backend.CUDA
                        ? "This build has no CUDA backend, it computes on the CPU only: for a card, build it with mvn"
                                + " -Pcuda package."
                        : "This build has the CUDA backend only: for the CPU, build it without -Pcuda.");
    }

    /** Returns why the GPUs of a driver cannot be used, in one sentence; empty if they can. */
    public static Optional<String> refusal(CudaDriver driver) {
        if (!driver.found()) {
            return Optional.of("There is no CUDA driver here ("
                    + CudaDriver.libraryFor(System.getProperty("os.name"))
                    + " cannot be loaded): install NVIDIA's driver" + OR_CPU + ".");
        }
        if (driver.version() > 0 && driver.version() < OLDEST_DRIVER) {
            return Optional.of("The driver knows CUDA up to " + driver.versionText()
                    + ", expected 11.0 or later (450.80.02 on Linux, 452.39 on Windows): update it" + OR_CPU + ".");
        }
        if (driver.failure().isPresent()) {
            return Optional.of(
                    "The CUDA driver does not answer (" + driver.failure().get()
                            + "): see whether nvidia-smi works here, restart what holds the card" + OR_CPU + ".");
        }
        if (driver.devices().isEmpty()) {
            return Optional.of(
                    "The CUDA driver shows no card: see whether CUDA_VISIBLE_DEVICES hides it, or whether the"
                            + " container was given one" + OR_CPU + ".");
        }
        return refusal(driver.devices());
    }

    /** ND4J computes on every GPU that it sees, so a single unsupported one makes it fail. */
    private static Optional<String> refusal(List<CudaDriver.Device> devices) {
        List<CudaDriver.Device> refused =
                devices.stream().filter(device -> !device.isSupported()).toList();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        String names = refused.stream()
                .map(device ->
                        String.format(Locale.ROOT, "%s (compute capability %s)", device.name(), device.capability()))
                .distinct()
                .collect(Collectors.joining(", "));
        return Optional.of("ND4J 1.0.0-M2.1 does not run on " + names + ", expected compute capability "
                + CudaDriver.Device.SUPPORTED + ": "
                + (refused.size() < devices.size()
                        ? "hide it with CUDA_VISIBLE_DEVICES, which names the cards to use"
                        : "take another card")
                + OR_CPU + ".");
    }

    /**
     * Checks CUDA's runtime, in the version that JavaCPP provides, before ND4J uses it. The driver's version is not
     * sufficient: the first drivers for 11.0 are too old for CUDA 11.6, but report the same version as later ones. If
     * the start fails, ND4J prints a stack trace and does not say why. Uses reflection, since the CPU build does not
     * contain these classes.
     */
    static final class CudaRuntime {
        private static final String CUDART = "org.bytedeco.cuda.global.cudart";
        /** The matrix products; the largest of the libraries that ND4J loads first. */
        private static final String CUBLAS = "org.bytedeco.cuda.global.cublas";

        private CudaRuntime() {}

        /**
         * Checks that the runtime starts.
         *
         * @throws CudaUnavailableException if it does not
         */
        static void require() {
            refusal(CUDART, CUBLAS).ifPresent(sentence -> {
                throw new CudaUnavailableException(sentence);
            });
        }

        /**
         * Returns why the runtime does not start, in one sentence; empty if it does.
         *
         * @param cudart name of the class with the runtime's functions
         * @param cublas name of a class that loads cuBLAS when it is initialised
         */
        static Optional<String> refusal(String cudart, String cublas) {
            try {
                Class<?> runtime = Class.forName(cudart);
                int[] cards = new int[1];
                int result = (int)
                        runtime.getMethod("cudaGetDeviceCount", int[].class).invoke(null, cards);
                if (result != 0) {
                    return Optional.of(
                            "CUDA 11.6 does not start with this driver (cudaGetDeviceCount returned " + result
                                    + ", " + name(runtime, result)
                                    + "): update the driver if nvidia-smi shows one older than 510; otherwise check"
                                    + " whether another program holds the card" + CudaPreflight.OR_CPU + ".");
                }
                Class.forName(cublas);
                return Optional.empty();
            } catch (InvocationTargetException e) {
                return Optional.of(notLoaded(e.getCause()));
            } catch (ReflectiveOperationException | LinkageError e) {
                return Optional.of(notLoaded(e));
            }
        }

        /** Returns the name of an error, such as {@code cudaErrorInsufficientDriver}, as in CUDA's documentation. */
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
}
