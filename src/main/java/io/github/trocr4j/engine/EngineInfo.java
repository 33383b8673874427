package io.github.trocr4j.engine;

import io.github.trocr4j.natives.LoadedLibraries;
import io.github.trocr4j.natives.OpenBlas;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The engine of this process and its measured speed.
 *
 * @param nd4j version of ND4J
 * @param backend simple name of ND4J's backend class, such as CpuBackend
 * @param build build of ND4J's native library, such as linux-x86_64-onednn-avx2; empty if unknown
 * @param openBlas the library that computes INDArray's matrix products; empty if it cannot be queried
 * @param threads threads of OpenMP
 * @param gigaflops measured speed in 10^9 float operations per second, of a product of
 *     {@link #PROBE_ROWS}x{@link #PROBE_INNER} with {@link #PROBE_INNER}x{@link #PROBE_COLUMNS}
 */
public record EngineInfo(
        String nd4j,
        String backend,
        Optional<String> build,
        Optional<OpenBlas> openBlas,
        int threads,
        double gigaflops) {
    /**
     * Rows of the probe, about the tokens of a batch: 32 pictures of 48x240, without the two special tokens of each.
     */
    public static final int PROBE_ROWS = 1_504;
    /** Width of TrOCR-small's encoder. */
    public static final int PROBE_INNER = 384;
    /** Width of the feed-forward layer of TrOCR-small's encoder. */
    public static final int PROBE_COLUMNS = 1_536;

    private static final int PROBES = 10;
    private static final long PROBE_TIME = TimeUnit.MILLISECONDS.toNanos(300);
    private static final String POM = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    /** Starts ND4J if necessary and measures its speed, which takes less than half a second. */
    public static EngineInfo read() {
        Engine.start();
        Optional<String> build = LoadedLibraries.now()
                .nd4j()
                .map(library -> library.getParent().getFileName().toString())
                .filter(folder -> folder.contains("-")); // the container keeps all libraries in one folder, "natives"
        return new EngineInfo(
                version(),
                Nd4j.getBackend().getClass().getSimpleName(),
                build,
                OpenBlas.loaded(),
                NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
                probe());
    }

    /** ND4J's jars have no Implementation-Version, but they contain Maven's pom.properties. */
    private static String version() {
        Properties pom = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream(POM)) {
            if (in != null) {
                pom.load(in);
            }
        } catch (IOException e) {
            // treated like a missing file
        }
        return pom.getProperty("version", "unknown");
    }

    private static double probe() {
        try (INDArray a = Nd4j.ones(PROBE_ROWS, PROBE_INNER);
                INDArray b = Nd4j.ones(PROBE_INNER, PROBE_COLUMNS);
                INDArray c = Nd4j.createUninitialized(new int[] {PROBE_ROWS, PROBE_COLUMNS}, 'f')) {
            double[] seconds = new double[PROBES];
            int runs = 0;
            long start = System.nanoTime();
            a.mmuli(b, c);
            while (runs < PROBES && (runs == 0 || System.nanoTime() - start < PROBE_TIME)) {
                long before = System.nanoTime();
                a.mmuli(b, c);
                Nd4j.getExecutioner().commit(); // a GPU computes asynchronously: wait for it
                seconds[runs++] = (System.nanoTime() - before) / (double) TimeUnit.SECONDS.toNanos(1);
            }
            Arrays.sort(seconds, 0, runs);
            return 2e-9 * PROBE_ROWS * PROBE_INNER * PROBE_COLUMNS / seconds[runs / 2];
        }
    }
}
