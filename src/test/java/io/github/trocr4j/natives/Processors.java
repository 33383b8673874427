package io.github.trocr4j.natives;

/**
 * Texts of {@code /proc/cpuinfo} in the layout of Linux 6, with the lines and flags that matter. Families, models and
 * flags are those of the processors; the virtual ones are as QEMU makes them.
 */
final class Processors {
    private static final String WESTMERE_FLAGS = "fpu sse sse2 pni ssse3 cx16 sse4_1 sse4_2 popcnt aes";
    private static final String SANDY_FLAGS = WESTMERE_FLAGS + " xsave avx";
    private static final String HASWELL_FLAGS = SANDY_FLAGS + " f16c fma bmi1 avx2 bmi2";
    private static final String SKYLAKE_FLAGS = HASWELL_FLAGS + " avx512f avx512dq avx512cd avx512bw avx512vl";
    private static final String ZEN_FLAGS =
            "fpu sse sse2 pni ssse3 fma cx16 sse4_1 sse4_2 popcnt aes xsave avx f16c sse4a misalignsse bmi1 avx2 bmi2";
    private static final String ZEN_4_FLAGS =
            ZEN_FLAGS + " avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx512_bf16 avx512_vnni";

    static final String WESTMERE = intel(44, "Intel(R) Xeon(R) CPU X5650 @ 2.67GHz", WESTMERE_FLAGS);
    static final String SANDY_BRIDGE = intel(45, "Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", SANDY_FLAGS);
    static final String IVY_BRIDGE = intel(62, "Intel(R) Xeon(R) CPU E5-2680 v2 @ 2.80GHz", SANDY_FLAGS + " f16c");
    static final String HASWELL = intel(63, "Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz", HASWELL_FLAGS);
    static final String BROADWELL = intel(79, "Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz", HASWELL_FLAGS);
    static final String XEON_PHI = intel(
            87, "Intel(R) Xeon Phi(TM) CPU 7210 @ 1.30GHz", HASWELL_FLAGS + " avx512f avx512pf avx512er avx512cd");
    static final String SKYLAKE_CLIENT = intel(94, "Intel(R) Core(TM) i7-6700 CPU @ 3.40GHz", HASWELL_FLAGS);
    static final String SKYLAKE_SERVER = intel(85, "Intel(R) Xeon(R) Platinum 8175M CPU @ 2.50GHz", SKYLAKE_FLAGS);
    static final String CASCADE_LAKE =
            intel(85, "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz", SKYLAKE_FLAGS + " avx512_vnni");
    static final String ICE_LAKE =
            intel(106, "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", SKYLAKE_FLAGS + " avx512_vnni");
    static final String TIGER_LAKE =
            intel(140, "11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", SKYLAKE_FLAGS + " avx512_vnni");
    static final String ALDER_LAKE = intel(151, "12th Gen Intel(R) Core(TM) i7-12700K", HASWELL_FLAGS + " avx_vnni");
    static final String RAPTOR_LAKE = intel(183, "13th Gen Intel(R) Core(TM) i9-13900K", HASWELL_FLAGS + " avx_vnni");
    static final String ARROW_LAKE = intel(198, "Intel(R) Core(TM) Ultra 9 285K", HASWELL_FLAGS + " avx_vnni");
    static final String ALDER_LAKE_N = intel(190, "Intel(R) N100", HASWELL_FLAGS + " avx_vnni");
    static final String SIERRA_FOREST = intel(175, "Intel(R) Xeon(R) 6780E", HASWELL_FLAGS + " avx_vnni");
    static final String TREMONT = intel(150, "Intel(R) Celeron(R) J6412 @ 2.00GHz", WESTMERE_FLAGS);
    static final String SAPPHIRE_RAPIDS = intel(
            143, "Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", SKYLAKE_FLAGS + " avx512_bf16 avx512_vnni amx_tile");
    static final String GRANITE_RAPIDS =
            intel(173, "Intel(R) Xeon(R) 6975P-C", SKYLAKE_FLAGS + " avx512_bf16 avx512_vnni amx_tile");

    static final String K10 = amd(16, 2, "AMD Phenom(tm) II X4 955 Processor", "fpu sse sse2 pni cx16 popcnt sse4a");
    static final String JAGUAR =
            amd(22, 0, "AMD A6-5200 APU", "fpu sse2 pni ssse3 cx16 sse4_1 sse4_2 popcnt aes xsave avx f16c sse4a bmi1");
    static final String PILEDRIVER =
            amd(21, 2, "AMD FX(tm)-8350 Eight-Core Processor", SANDY_FLAGS + " f16c sse4a xop fma4 fma bmi1");
    static final String EXCAVATOR =
            amd(21, 101, "AMD A12-9800 RADEON R7", SANDY_FLAGS + " f16c sse4a xop fma4 fma bmi1 avx2 bmi2");
    static final String ZEN_1 = amd(23, 1, "AMD EPYC 7601 32-Core Processor", ZEN_FLAGS);
    static final String ZEN_2 = amd(23, 49, "AMD EPYC 7742 64-Core Processor", ZEN_FLAGS);
    static final String ZEN_3 = amd(25, 1, "AMD EPYC 7763 64-Core Processor", ZEN_FLAGS);
    static final String ZEN_4 = amd(25, 17, "AMD EPYC 9354 32-Core Processor", ZEN_4_FLAGS);
    static final String ZEN_5 = amd(26, 2, "AMD EPYC 9755 128-Core Processor", ZEN_4_FLAGS + " avx_vnni");
    static final String STRIX_POINT = amd(26, 36, "AMD Ryzen AI 9 HX 370", ZEN_4_FLAGS + " avx_vnni");
    static final String HYGON = x86("HygonGenuine", 24, 1, "Hygon C86 7185 32-core Processor", ZEN_FLAGS);
    static final String ZHAOXIN = x86("CentaurHauls", 7, 59, "ZHAOXIN KaiXian KX-U6780A@2.7GHz", HASWELL_FLAGS);

    static final String QEMU_64 = amd(15, 107, "QEMU Virtual CPU version 2.5+", "fpu sse sse2 pni cx16 hypervisor");
    static final String KVM_64 =
            // on a host with an Intel processor
            intel(15, 6, "Common KVM processor", "fpu sse sse2 pni cx16 hypervisor");
    static final String QEMU_64_WITH_AVX2 =
            amd(15, 107, "QEMU Virtual CPU version 2.5+", HASWELL_FLAGS + " hypervisor");
    static final String QEMU_64_WITH_AVX512 =
            intel(15, 107, "QEMU Virtual CPU version 2.5+", SKYLAKE_FLAGS + " hypervisor");
    /** One of QEMU's models on a host of another kind, which lacks FMA4. */
    static final String OPTERON_WITHOUT_FMA4 =
            amd(21, 2, "AMD Opteron 63xx class CPU", SANDY_FLAGS + " f16c sse4a fma hypervisor");

    static final String SKYLAKE_WITHOUT_AVX =
            intel(85, "Intel Xeon Processor (Skylake)", WESTMERE_FLAGS + " xsave hypervisor");
    static final String EPYC_WITHOUT_AVX = amd(23, 1, "AMD EPYC Processor", WESTMERE_FLAGS + " sse4a hypervisor");

    static final String ARM = """
            processor	: 0
            BogoMIPS	: 243.75
            Features	: fp asimd evtstrm aes asimdhp asimddp sve bf16
            CPU implementer	: 0x41
            CPU part	: 0xd40

            """;

    private Processors() {}

    private static String intel(int model, String name, String flags) {
        return intel(6, model, name, flags);
    }

    private static String intel(int family, int model, String name, String flags) {
        return x86("GenuineIntel", family, model, name, flags);
    }

    private static String amd(int family, int model, String name, String flags) {
        return x86("AuthenticAMD", family, model, name, flags);
    }

    private static String x86(String vendor, int family, int model, String name, String flags) {
        return """
                processor	: 0
                vendor_id	: %s
                cpu family	: %d
                model		: %d
                model name	: %s
                stepping	: 1
                cpu MHz		: 2596.146
                siblings	: 4
                core id		: 0
                cpu cores	: 2
                flags		: %s
                power management:

                """.formatted(vendor, family, model, name, flags);
    }
}
