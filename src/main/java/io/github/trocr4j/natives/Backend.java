package io.github.trocr4j.natives;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** ND4J's backend. The build decides which one it is, since ND4J finds it on the class path. */
public enum Backend {
    CPU,
    /** An NVIDIA GPU. */
    CUDA;

    private static final String CUDA_CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    /**
     * Returns the backend on the class path; if both are there, CUDA, as ND4J does. The class path is searched once per
     * process.
     */
    public static Backend here() {
        return Here.FOUND;
    }

    /** Returns the backend that a class loader sees, without loading any class of ND4J. */
    static Backend of(ClassLoader jars) {
        return jars.getResource(CUDA_CLASS) == null ? CPU : CUDA;
    }

    /** Returns the name that the command line uses, such as {@code cpu}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the backend and its devices, to be published with each result: {@code cpu}, or {@code cuda: NVIDIA A10
     * (8.6)}.
     */
    public String description() {
        return this == CPU ? word() : describe(CudaDriver.ask().devices());
    }

    static String describe(List<CudaDriver.Device> devices) {
        return devices.stream()
                .map(device -> device.name() + " (" + device.capability() + ")")
                .collect(Collectors.joining(", ", CUDA.word() + ": ", ""));
    }

    /** Initialised on first use, since the search reads all jars. */
    private static final class Here {
        private static final Backend FOUND = of(Backend.class.getClassLoader());
    }
}
