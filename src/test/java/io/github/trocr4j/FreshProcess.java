package io.github.trocr4j;

import io.github.trocr4j.natives.NativeStart;
import java.nio.file.Path;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What a program that embeds the library finds in its process; run by {@link EngineTest}. */
public final class FreshProcess {
    private FreshProcess() {}

    /** Loads a reader and prints the threads that OpenMP gives to a new thread, and what was set. */
    public static void main(String[] args) throws Exception {
        try (DigitReader reader = DigitReader.load(Path.of(args[0]))) {
            int[] threads = new int[1];
            // omp_get_max_threads of a thread that nobody told: what libgomp found in the environment when it was
            // loaded
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
