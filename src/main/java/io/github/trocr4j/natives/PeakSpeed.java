package io.github.trocr4j.natives;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The peak speed of a processor's vector units in float, to compare measured speeds with.
 *
 * @param cores cores that compute
 * @param operationsPerCycle float operations per cycle and core; a fused multiply-add counts as two
 * @param gigahertz clock of the cores
 */
public record PeakSpeed(int cores, int operationsPerCycle, double gigahertz) {
    private static final int ROUNDS = 40;
    private static final int LINKS = 100_000;
    private static final int CYCLES_PER_LINK = 4;

    /** Processor families as in {@code /proc/cpuinfo}. */
    private static final int INTEL = 6;

    private static final int BULLDOZER = 0x15;
    private static final int ZEN_1_AND_2 = 0x17;
    private static final int HYGON = 0x18;
    private static final int ZEN_3_AND_4 = 0x19;
    private static final int ZEN_5 = 0x1A;
    /** First Zen 2 model of family 17h; earlier models have units of 128 bits. */
    private static final int FIRST_ZEN_2 = 0x30;
    /** Strix Point and Krackan: Zen 5 with units of 256 bits. */
    private static final Set<Integer> NARROW_ZEN_5 = Set.of(0x24, 0x60, 0x68);
    /** Xeons from Skylake to Granite Rapids, which have two units of 512 bits (a few low-end models have one). */
    private static final Set<Integer> TWO_AVX512_UNITS = Set.of(0x55, 0x6A, 0x6C, 0x8F, 0xCF, 0xAD, 0xAE);
    /** Processors with only Intel's efficient cores with AVX2, which have units of 128 bits. */
    private static final Set<Integer> EFFICIENT = Set.of(0xBE, 0xAF, 0xB6);

    private static final int UNITS_OF_512 = 64;
    private static final int UNITS_OF_256 = 32;
    private static final int UNITS_OF_128 = 16;
    private static final int WITHOUT_AVX = 8;

    /** Returns the peak speed in 10^9 operations per second. */
    public double gigaflops() {
        return cores * operationsPerCycle * gigahertz;
    }

    /**
     * Measures the clock, which takes a few milliseconds, and returns the peak speed; empty for a processor whose units
     * are not known.
     *
     * @param threads threads that compute; two on one core share its units
     */
    public static Optional<PeakSpeed> of(CpuFeatures cpu, int threads) {
        OptionalInt operations = operationsPerCycle(cpu);
        if (operations.isEmpty()) {
            return Optional.empty();
        }
        int cores = Math.max(1, threads / cpu.threadsPerCore());
        return Optional.of(new PeakSpeed(cores, operations.getAsInt(), measureGigahertz()));
    }

    /** Returns the float operations per cycle and core, by the vector units that the system lets programs use. */
    static OptionalInt operationsPerCycle(CpuFeatures cpu) {
        return switch (cpu.vendor()) {
            case "GenuineIntel" -> cpu.family() == INTEL ? intel(cpu) : OptionalInt.empty();
            case "AuthenticAMD" -> amd(cpu);
            case "HygonGenuine" ->
                cpu.family() == HYGON && cpu.has("avx2", "fma") ? OptionalInt.of(UNITS_OF_128) : OptionalInt.empty();
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt intel(CpuFeatures cpu) {
        if (cpu.has("avx512f")) {
            return OptionalInt.of(TWO_AVX512_UNITS.contains(cpu.model()) ? UNITS_OF_512 : UNITS_OF_256);
        }
        if (cpu.has("avx2", "fma")) {
            return OptionalInt.of(EFFICIENT.contains(cpu.model()) ? UNITS_OF_128 : UNITS_OF_256);
        }
        // without fused multiply-add, one unit multiplies while the other adds
        return OptionalInt.of(cpu.has("avx") ? UNITS_OF_128 : WITHOUT_AVX);
    }

    private static OptionalInt amd(CpuFeatures cpu) {
        if (cpu.family() <= BULLDOZER || !cpu.has("avx2", "fma")) {
            return OptionalInt.empty(); // two cores of a Bulldozer share units
        }
        return switch (cpu.family()) {
            case ZEN_1_AND_2 -> OptionalInt.of(cpu.model() < FIRST_ZEN_2 ? UNITS_OF_128 : UNITS_OF_256);
            case ZEN_3_AND_4 -> OptionalInt.of(UNITS_OF_256);
            case ZEN_5 ->
                OptionalInt.of(cpu.has("avx512f") && !NARROW_ZEN_5.contains(cpu.model()) ? UNITS_OF_512 : UNITS_OF_256);
            default -> OptionalInt.empty();
        };
    }

    /**
     * Measures the current clock. The one that the system reports is nominal, and often wrong in a virtual machine. In
     * a chain of multiplications and additions each waits for the one before; on all these processors they take three
     * cycles and one.
     */
    private static double measureGigahertz() {
        long shortest = Long.MAX_VALUE;
        int value = 1;
        for (int round = 0; round < ROUNDS; round++) {
            long before = System.nanoTime();
            value = chain(value);
            // uses the value, so that the compiler does not remove the loop
            long nanoseconds = System.nanoTime() - before + (value == 0 ? 1 : 0);
            shortest = Math.min(shortest, nanoseconds);
        }
        return (double) LINKS * CYCLES_PER_LINK / shortest;
    }

    private static int chain(int start) {
        int value = start;
        for (int i = 0; i < LINKS; i++) {
            value = value * 1_103_515_245 + 12_345;
        }
        return value;
    }
}
