package io.github.trocr4j.natives;

/** Made-up texts of {@code /proc/cpuinfo}, in the layout of Linux 6. */
final class Processors {
    static final String SAPPHIRE_RAPIDS = x86(
            "GenuineIntel",
            "Intel(R) Xeon(R) Platinum 8481C",
            "fpu sse2 avx f16c avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni avx512_bf16 amx_tile");
    static final String ALDER_LAKE =
            x86("GenuineIntel", "12th Gen Intel(R) Core(TM) i7", "fpu sse2 avx f16c avx2 fma avx_vnni");
    static final String XEON_PHI = x86(
            "GenuineIntel", "Intel(R) Xeon Phi(TM)", "fpu sse2 avx f16c avx2 fma avx512f avx512pf avx512er avx512cd");
    static final String SANDY_BRIDGE = x86("GenuineIntel", "Intel(R) Xeon(R) CPU E5-2670 0", "fpu sse2 avx");
    static final String ZEN_4 = x86(
            "AuthenticAMD",
            "AMD EPYC 9354",
            "fpu sse2 avx f16c avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni avx512_bf16");
    static final String ARM = """
            processor	: 0
            BogoMIPS	: 243.75
            Features	: fp asimd evtstrm aes asimdhp asimddp sve bf16
            CPU implementer	: 0x41
            CPU part	: 0xd40

            """;

    private Processors() {}

    private static String x86(String vendor, String name, String flags) {
        return ("processor\t: %d\nvendor_id\t: " + vendor + "\nmodel name\t: " + name
                        + "\npower management:\nflags\t\t: " + flags + "\n\n")
                .formatted(0);
    }
}
