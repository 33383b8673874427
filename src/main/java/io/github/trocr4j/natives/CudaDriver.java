package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntBiFunction;

/**
 * NVIDIA's driver, queried through JNA. This starts no process and does not need ND4J.
 *
 * @param found whether a driver is installed
 * @param version newest CUDA version that it supports, as it reports it: 11060 for 11.6; 0 if unknown
 * @param devices the GPUs that it shows to this process, in its order
 * @param failure the driver function that failed, and how; empty if none did
 */
public record CudaDriver(boolean found, int version, List<Device> devices, Optional<String> failure) {
    /** No driver is installed. */
    static final CudaDriver MISSING = new CudaDriver(false, 0, List.of(), Optional.empty());

    // From cuda.h
    private static final int SUCCESS = 0;
    private static final int NO_DEVICE = 100;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;

    public CudaDriver {
        devices = List.copyOf(devices);
    }

    /** Queries the driver of this machine. */
    public static CudaDriver ask() {
        try {
            NativeLibrary library = NativeLibrary.getInstance(libraryFor(System.getProperty("os.name")));
            return ask((function, arguments) -> library.getFunction(function).invokeInt(arguments));
        } catch (LinkageError e) {
            // JNA unpacks its own library into a folder that must allow execution. Without JNA the driver cannot be
            // queried.
            return MISSING;
        }
    }

    /** Returns the name of the driver's library for JNA. */
    static String libraryFor(String os) {
        return os.startsWith("Windows") ? "nvcuda" : "libcuda.so.1";
    }

    /**
     * Queries a driver.
     *
     * @param driver calls the function of this name with these arguments and returns its result; arrays are out
     *     parameters
     */
    static CudaDriver ask(ToIntBiFunction<String, Object[]> driver) {
        int version = 0;
        List<Device> devices = new ArrayList<>();
        try {
            version = integer(driver, "cuDriverGetVersion");
            int begun = driver.applyAsInt("cuInit", new Object[] {0});
            if (begun == NO_DEVICE) {
                return new CudaDriver(true, version, List.of(), Optional.empty());
            }
            requireSuccess("cuInit", begun);
            int count = integer(driver, "cuDeviceGetCount");
            for (int i = 0; i < count; i++) {
                devices.add(device(driver, integer(driver, "cuDeviceGet", i)));
            }
            return new CudaDriver(true, version, devices, Optional.empty());
        } catch (CallFailedException e) {
            return new CudaDriver(true, version, devices, Optional.of(e.getMessage()));
        } catch (UnsatisfiedLinkError e) {
            return new CudaDriver(true, version, devices, Optional.of("a function is missing: " + e.getMessage()));
        }
    }

    /** Returns the newest CUDA version that the driver supports, such as {@code 11.6}. */
    public String versionText() {
        return version / 1000 + "." + version % 1000 / 10;
    }

    private static Device device(ToIntBiFunction<String, Object[]> driver, int handle) {
        byte[] name = new byte[NAME_BYTES];
        call(driver, "cuDeviceGetName", name, NAME_BYTES, handle);
        long[] memory = new long[1];
        call(driver, "cuDeviceTotalMem_v2", memory, handle);
        return new Device(
                text(name),
                integer(driver, "cuDeviceGetAttribute", CAPABILITY_MAJOR, handle),
                integer(driver, "cuDeviceGetAttribute", CAPABILITY_MINOR, handle),
                memory[0]);
    }

    private static String text(byte[] zeroTerminated) {
        int length = 0;
        while (length < zeroTerminated.length && zeroTerminated[length] != 0) {
            length++;
        }
        return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8);
    }

    /** Calls a function whose first parameter is a pointer to an int, and returns that int. */
    private static int integer(ToIntBiFunction<String, Object[]> driver, String function, Object... rest) {
        int[] value = new int[1];
        Object[] arguments = new Object[rest.length + 1];
        arguments[0] = value;
        System.arraycopy(rest, 0, arguments, 1, rest.length);
        call(driver, function, arguments);
        return value[0];
    }

    private static void call(ToIntBiFunction<String, Object[]> driver, String function, Object... arguments) {
        requireSuccess(function, driver.applyAsInt(function, arguments));
    }

    private static void requireSuccess(String function, int result) {
        if (result != SUCCESS) {
            throw new CallFailedException(function + " returned " + result);
        }
    }

    /** Names the function that failed, and its result. */
    private static final class CallFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CallFailedException(String message) {
            super(message);
        }
    }

    /**
     * A GPU, as the driver describes it.
     *
     * @param name product name, such as NVIDIA A10
     * @param major first part of the compute capability
     * @param minor second part of the compute capability
     * @param memory total memory in bytes
     */
    public record Device(String name, int major, int minor, long memory) {
        /** Pascal, the first generation that ND4J 1.0.0-M2.1 is known to run on. */
        private static final int OLDEST = 6;
        /**
         * The last generation: ND4J's library contains machine code up to 8.6, which 8.9 runs too, and no PTX that a
         * driver could compile for newer ones.
         */
        private static final int NEWEST = 8;

        /** The range that {@link #isSupported} accepts, for messages. */
        static final String SUPPORTED = "6.0 to 8.9";

        /** Returns the compute capability, such as {@code 8.6}. */
        public String capability() {
            return major + "." + minor;
        }

        /** Returns whether ND4J 1.0.0-M2.1 for CUDA 11.6 has code for this GPU. */
        public boolean isSupported() {
            return major >= OLDEST && major <= NEWEST;
        }
    }
}
