package io.github.trocr4j.natives;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What ND4J computes with. Which one is decided when the program is built, since ND4J finds it on the class path. */
public enum Backend {
    CPU,
    /** An NVIDIA card. */
    CUDA;

    private static final String CUDA_CLASS = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    /** The one on the class path; where both are there CUDA, as ND4J prefers it. Looked for once in a process. */
    public static Backend here() {
        return Here.FOUND;
    }

    /** As {@link #here}, through this class loader; nothing of ND4J is loaded. */
    static Backend of(ClassLoader jars) {
        return jars.getResource(CUDA_CLASS) == null ? CPU : CUDA;
    }

    /** As the command line names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What belongs to every result: {@code cpu}, or {@code cuda: NVIDIA A10 (8.6)}. */
    public String description() {
        return this == CPU ? word() : describe(CudaDriver.ask().devices());
    }

    static String describe(List<CudaDriver.Device> devices) {
        return devices.stream()
                .map(device -> device.name() + " (" + device.capability() + ")")
                .collect(Collectors.joining(", ", CUDA.word() + ": ", ""));
    }

    /** Begun at the first question: the look goes through all jars. */
    private static final class Here {
        private static final Backend FOUND = of(Backend.class.getClassLoader());
    }
}
