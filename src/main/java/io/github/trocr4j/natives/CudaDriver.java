package io.github.trocr4j.natives;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntBiFunction;

/**
 * NVIDIA's driver, asked through JNA: no process is started, and ND4J is not needed.
 *
 * @param found whether there is one
 * @param version the newest CUDA that it knows, as it says it: 11060 for 11.6; 0 if it does not say
 * @param devices the cards that it shows to this process, in its order
 * @param failure which of its functions failed, if one did
 */
public record CudaDriver(boolean found, int version, List<Device> devices, Optional<String> failure) {
    /** Where there is none. */
    static final CudaDriver MISSING = new CudaDriver(false, 0, List.of(), Optional.empty());

    // From cuda.h
    private static final int SUCCESS = 0;
    private static final int NO_DEVICE = 100;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;

    /** Copies the list. */
    public CudaDriver {
        devices = List.copyOf(devices);
    }

    /** Asks the driver of this machine. */
    public static CudaDriver ask() {
        try {
            NativeLibrary library = NativeLibrary.getInstance(libraryFor(System.getProperty("os.name")));
            return ask((function, arguments) -> library.getFunction(function).invokeInt(arguments));
        } catch (LinkageError e) {
            // JNA's own library needs a folder that one may execute from; without it there is nobody to ask either.
            return MISSING;
        }
    }

    /** The driver's library as JNA looks for it. */
    static String libraryFor(String os) {
        return os.startsWith("Windows") ? "nvcuda" : "libcuda.so.1";
    }

    /**
     * Asks that one.
     *
     * @param driver calls the function of this name with these arguments and gives its result; arrays are out parameters
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

    /** The newest CUDA that it knows, such as {@code 11.6}. */
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

    /** Of a function whose first parameter is where it puts an int. */
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

    /** Which function failed, and how. */
    private static final class CallFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CallFailedException(String message) {
            super(message);
        }
    }

    /**
     * A card, as the driver describes it.
     *
     * @param name such as NVIDIA A10
     * @param major first part of the compute capability
     * @param minor second part
     * @param memory bytes in all
     */
    public record Device(String name, int major, int minor, long memory) {
        /** The first generation that ND4J 1.0.0-M2.1 is known to run on, Pascal. */
        private static final int OLDEST = 6;
        /** The last one: its library holds machine code up to 8.6, which 8.9 runs too, and no PTX to make newer code of. */
        private static final int NEWEST = 8;

        /** What {@link #isSupported} expects, for sentences. */
        static final String SUPPORTED = "6.0 to 8.9";

        /** Such as {@code 8.6}. */
        public String capability() {
            return major + "." + minor;
        }

        /** Whether ND4J 1.0.0-M2.1 for CUDA 11.6 has code for it. */
        public boolean isSupported() {
            return major >= OLDEST && major <= NEWEST;
        }
    }
}
