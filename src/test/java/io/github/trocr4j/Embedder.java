package io.github.trocr4j;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.natives.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A program that stresses the embedded library; {@link EmbeddingTest} runs it in a separate process. */
public final class Embedder {
    private static final int THREADS = 32;
    private static final int RACERS = 4;
    private static final int MOST_NANOS_OPEN = 3_000_000;

    private final Path model;
    private final ReaderOptions options;
    private final List<Picture> strips;

    private Embedder(Path model, ReaderOptions.Engine engine, int strips) {
        this.model = model;
        this.options = ReaderOptions.DEFAULT.withEngine(engine);
        this.strips = strips(strips);
    }

    /** Arguments: the task, the folder of a model, the engine, the number of repetitions. Prints a line of figures. */
    public static void main(String[] args) throws Exception {
        Path model = Path.of(args[1]);
        ReaderOptions.Engine engine = ReaderOptions.Engine.valueOf(args[2]);
        int count = Integer.parseInt(args[3]);
        System.out.println(
                switch (args[0]) {
                    case "threads" -> new Embedder(model, engine, count).threads();
                    case "races" -> new Embedder(model, engine, 8).races(count);
                    case "lives" -> new Embedder(model, engine, 1).lives(count);
                    default -> throw new IllegalArgumentException(args[0]);
                });
    }

    /** Returns strips of generated digits, white on black as in MNIST. */
    private static List<Picture> strips(int count) {
        DigitSet digits = GeneratedDigits.generate(3, 1, count * Strip.LENGTH).test();
        return SequenceDataset.inOrder(digits).stream()
                .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                .toList();
    }

    private LineReader load(ReaderOptions chosen) throws IOException {
        return LineReader.load(model, chosen);
    }

    /**
     * Reads all strips in each thread, in different orders; returns how many readings differ from those of a single
     * thread.
     */
    private String threads() throws Exception {
        int different = 0;
        int otherTexts = 0;
        try (LineReader reader = load(options);
                LineReader together = load(options.withBatchConcurrentReads(true))) {
            List<Reading> alone = strips.stream().map(reader::readRow).toList();
            for (List<Reading> readings : eachThread(reader)) {
                different += (int) IntStream.range(0, strips.size())
                        .filter(i -> !readings.get(i).equals(alone.get(i)))
                        .count();
            }
            for (List<Reading> readings : eachThread(together)) {
                otherTexts += (int) IntStream.range(0, strips.size())
                        .filter(i -> !readings.get(i).text().equals(alone.get(i).text()))
                        .count();
            }
        }
        return "different " + different + ", other texts together " + otherTexts;
    }

    private List<List<Reading>> eachThread(LineReader reader) throws Exception {
        return concurrently(THREADS, thread -> {
            Reading[] readings = new Reading[strips.size()];
            for (int i = 0; i < readings.length; i++) {
                int strip = (i + thread * 7) % readings.length;
                readings[strip] = reader.readRow(strips.get(strip));
            }
            return List.of(readings);
        });
    }

    /** Closes a reader while other threads use it; each call must return the correct reading or throw. */
    private String races(int rounds) throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        List<Reading> expected;
        try (LineReader reader = load(options)) {
            expected = strips.stream().map(reader::readRow).toList();
        }
        int wrong = 0;
        int before = 0;
        for (int round = 0; round < rounds; round++) {
            LineReader reader = load(options.withBatchConcurrentReads(round % 2 == 1));
            long nanos = random.nextLong(MOST_NANOS_OPEN);
            List<List<String>> read = concurrently(RACERS + 1, thread -> {
                if (thread == RACERS) {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < nanos) {
                        Thread.onSpinWait();
                    }
                    reader.close();
                    return List.of();
                }
                return untilClosed(reader, thread);
            });
            for (int thread = 0; thread < RACERS; thread++) {
                String right = expected.get(thread).text();
                wrong += (int) read.get(thread).stream()
                        .filter(digits -> !digits.equals(right))
                        .count();
                before += read.get(thread).size();
            }
        }
        return "rounds " + rounds + ", wrong " + wrong + ", read before the close " + before;
    }

    private List<String> untilClosed(LineReader reader, int strip) {
        List<String> digits = new ArrayList<>();
        while (true) {
            try {
                digits.add(reader.readRow(strips.get(strip)).text());
            } catch (IllegalStateException e) {
                return digits;
            }
        }
    }

    /** Opens, reads and closes repeatedly; returns what the process holds after a third and at the end. */
    private String lives(int count) throws Exception {
        StringBuilder figures = new StringBuilder();
        for (int life = 1; life <= count; life++) {
            try (LineReader reader = load(options.withBatchConcurrentReads(life % 2 == 1))) {
                reader.readRow(strips.get(0));
            }
            if (life == count / 3 || life == count) {
                System.gc();
                figures.append(String.format(
                        "%d lives: MB %d, threads %d, descriptors %d; ",
                        life, ProcessMemory.now().resident().orElse(0) >> 20, Thread.activeCount(), descriptors()));
            }
        }
        return figures.toString();
    }

    /** Excludes files in /proc and /sys, which the JVM opens briefly to read the limits of its container. */
    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(Embedder::stays).count();
        }
    }

    private static boolean stays(Path descriptor) {
        try {
            Path target = Files.readSymbolicLink(descriptor);
            return !target.startsWith("/proc") && !target.startsWith("/sys");
        } catch (IOException e) {
            return false; // closed after it was listed
        }
    }

    private interface Task<T> {
        T run(int thread) throws Exception;
    }

    private static <T> List<T> concurrently(int threads, Task<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = IntStream.range(0, threads)
                    .mapToObj(thread -> (Callable<T>) () -> task.run(thread))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
