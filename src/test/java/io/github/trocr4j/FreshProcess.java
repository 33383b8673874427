package io.github.trocr4j;

import io.github.trocr4j.natives.NativeStart;
import java.nio.file.Path;
import org.nd4j.nativeblas.NativeOpsHolder;

/** A program that embeds the library and prints its settings; run by {@link EngineTest}. */
public final class FreshProcess {
    private FreshProcess() {}

    /** Loads a reader and prints OpenMP's number of threads in a new thread, and the settings. */
    public static void main(String[] args) throws Exception {
        try (LineReader reader =
                LineReader.load(Path.of(args[0]), ReaderOptions.DEFAULT.withEngine(ReaderOptions.Engine.ND4J))) {
            int[] threads = new int[1];
            // omp_get_max_threads of a new thread is what libgomp found in the environment when it was loaded
            Thread untold = new Thread(() -> threads[0] =
                    NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
            untold.start();
            untold.join();
            System.out.println("threads " + threads[0]);
            NativeStart.Applied made = NativeStart.apply();
            System.out.println("in time " + made.inTime() + ", failures " + made.failures());
            made.settings().settings().forEach(s -> System.out.println(s.name() + "=" + s.value() + " " + s.byUser()));
            System.out.println(reader.config().outputs());
        }
    }
}
