package io.github.trocr4j.train;

import com.sun.management.OperatingSystemMXBean;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.plan.SharedMemory;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times steps of trainings on lines: all of the model, the decoder behind a frozen encoder, and the decoder with the
 * encoder's states in memory, each with rows of some lengths. They alternate in one process. Arguments: {@code compact}
 * or {@code trocr-small}, rounds, lengths.
 */
public final class LineStepTimes {
    private static final int WARM_UP = 2;
    private static final int FIRST_CHARACTER = 3;

    private LineStepTimes() {}

    private enum Kind {
        ALL,
        FROZEN,
        STATES
    }

    private record Times(String name, Runnable step, List<Double> wall, List<Double> cpu) {
        void take(boolean keep) {
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = process.getProcessCpuTime();
            long start = System.nanoTime();
            step.run();
            if (keep) {
                wall.add((System.nanoTime() - start) / 1e6);
                cpu.add((process.getProcessCpuTime() - before) / 1e6);
            }
        }
    }

    /** Prints the medians in ms: of the time, and of the processor time of all threads. */
    public static void main(String[] args) {
        boolean small = args[0].equals("trocr-small");
        int most = 65;
        TrOcrConfig config = small
                ? TrOcrConfig.trocrSmall().withImageSize(new ImageSize(64, 320)).withVocabulary(104, most)
                : TrOcrConfig.compact().withImageSize(new ImageSize(32, 256)).withVocabulary(104, most);
        Weights weights = ModelDirectory.fresh(config, 1).weights();
        SharedMemory memory = new SharedMemory();
        List<Times> all = new ArrayList<>();
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)); // SameDiff
        for (Kind kind : Kind.values()) {
            for (int i = 2; i < args.length; i++) {
                int length = Integer.parseInt(args[i]);
                Runnable step = step(weights, kind, length, small ? 8 : 64, memory);
                all.add(new Times(kind + " L=" + length, step, new ArrayList<>(), new ArrayList<>()));
            }
        }
        System.setOut(out);
        int rounds = Integer.parseInt(args[1]);
        for (int round = 0; round < WARM_UP + rounds; round++) {
            for (Times each : all) {
                each.take(round >= WARM_UP);
            }
        }
        for (Times each : all) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %6.0f ms %6.0f ms of processors%n",
                    each.name(),
                    median(each.wall()),
                    median(each.cpu()));
        }
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static Runnable step(Weights weights, Kind kind, int length, int batch, SharedMemory memory) {
        TrOcrConfig config = weights.config();
        ImageSize size = config.encoder().imageSize();
        TrainingGraph.Options options =
                new TrainingGraph.Options(size, length, 0.05, true, GraphEngine.PLANNED);
        boolean states = kind == Kind.STATES;
        TrainingGraph graph = new TrainingGraph(weights, states ? options.fromEncoderStates() : options, memory);
        Map<String, INDArray> trained = new LinkedHashMap<>(weights.arrays());
        if (kind != Kind.ALL) {
            trained.keySet().removeIf(key -> !TrainingConfig.Freeze.ENCODER.trains(key));
        }
        graph.differentiate(trained.keySet());
        AdamW optimiser = new AdamW(
                trained, new AdamW.Settings(0.9, 0.98, 1e-8, 0.05), AdamW::onMatrices, key -> 1, GraphEngine.PLANNED);
        int width = states ? config.encoder().hiddenSize() : config.encoder().patchValues();
        INDArray input = Nd4j.randn((long) batch * config.encoder().tokens(size), width);
        SplittableRandom random = new SplittableRandom(1);
        int[][] labels = new int[batch][length];
        for (int[] row : labels) {
            for (int i = 0; i < length; i++) {
                row[i] = random.nextInt(FIRST_CHARACTER, config.outputs());
            }
        }
        TrainingBatch example = TrainingBatch.of(input, labels, config);
        return () -> {
            TrainingGraph.Result result = graph.gradients(example, random.split());
            double norm = optimiser.norm(result.gradients());
            optimiser.step(result.gradients(), 1e-6, Gradients.clipFactor(norm, 1));
        };
    }
}
