package io.github.trocr4j.natives;

/**
 * A card, as the driver describes it.
 *
 * @param name such as NVIDIA A10
 * @param major first part of the compute capability
 * @param minor second part
 * @param memory bytes in all
 */
public record CudaDevice(String name, int major, int minor, long memory) {
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
