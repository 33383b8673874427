package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.bench.Benchmark;
import io.github.trocr4j.bench.Growth;
import io.github.trocr4j.bench.Work;
import io.github.trocr4j.bench.WorkRequest;
import io.github.trocr4j.bench.Worker;
import io.github.trocr4j.bench.Workloads;
import io.github.trocr4j.engine.EngineInfo;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.natives.ProcessMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmark}: measures the speed of a model on this machine. */
@Command(
        name = "benchmark",
        description = {
            "Measures how long a model takes to encode, to read, and to train one step.",
            "Each row is warmed up until its times settle; the figures are medians. Other load on the machine changes"
                    + " them."
        })
final class BenchmarkCommand implements Callable<Integer> {
    private static final List<Integer> BATCHES = List.of(1, 8, 32);
    private static final List<Integer> GROWING_BATCHES = List.of(1, 2, 4, 8, 16, 32, 64);
    private static final List<ImageSize> GROWING_SIZES = Stream.of(
                    "32x160", "48x240", "64x320", "96x480", "192x384", "384")
            .map(ImageSize::parse)
            .toList();
    private static final double MILLIS = 1e3;
    private static final double MEBI = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchmarkOptions.Model model;

    @Mixin
    private BenchmarkOptions options;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    @Option(names = "--plain-graph", description = "Compute everything with ND4J's own operations.")
    private boolean plainGraph;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What computes: nd4j, the default; or java, which only reads, from a model folder.")
    private String engine = "nd4j";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the figures, every single time, and the machine to this file.")
    private Path json;

    @Option(
            names = "--growth",
            paramLabel = "FILE.svg",
            description = "Measure instead how time and memory grow with batch, input, tokens and threads. Writes a"
                    + " drawing, and a table beside it (.md). Each figure is measured in a separate"
                    + " process.")
    private Path growth;

    @Option(names = "--worker", hidden = true, description = "Answer requests on standard input; see bench.Worker.")
    private boolean worker;

    @Override
    public Integer call() throws IOException {
        double startUp = sinceStart();
        threads.begin(spec);
        backend.begin(spec);
        options.check(spec);
        if (json != null) {
            OutputFolder.requireParent(json);
        }
        if (growth != null) {
            requireDrawing();
        }
        PrintWriter out = spec.commandLine().getOut(); // before standard output is silenced
        if (isJava()) {
            try (Workloads workloads = Workloads.java(model.folder(spec), threads.count())) {
                return run(workloads, startUp, out);
            }
        }
        ModelDirectory loaded = model.load(spec);
        return Terminal.silencingOutput(() -> {
            try (Workloads workloads = new Workloads(loaded, engine())) {
                return run(workloads, startUp, out);
            }
        });
    }

    private boolean isJava() {
        if (!engine.equals("nd4j") && !engine.equals("java")) {
            throw new ParameterException(spec.commandLine(), "--engine: expected nd4j or java, found " + engine);
        }
        return engine.equals("java");
    }

    private int run(Workloads workloads, double startUp, PrintWriter out) throws IOException {
        if (worker) {
            serve(workloads, out);
        } else if (growth != null) {
            grow(workloads, out);
        } else {
            print(workloads, startUp, out);
        }
        return ExitCode.OK;
    }

    private GraphEngine engine() {
        return plainGraph ? GraphEngine.PLAIN : GraphEngine.fastestOn(Backend.here());
    }

    private static void serve(Workloads workloads, PrintWriter out) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Worker serving = new Worker(workloads)) {
            serving.serve(in, out);
        }
    }

    private void requireDrawing() throws IOException {
        if (worker || json != null) {
            throw new ParameterException(spec.commandLine(), "--growth cannot be combined with --json or --worker");
        }
        if (!growth.toString().endsWith(".svg")) {
            throw new ParameterException(
                    spec.commandLine(), "--growth: expected the name of an SVG file, found " + growth);
        }
        OutputFolder.requireParent(growth);
    }

    private void grow(Workloads workloads, PrintWriter out) throws IOException {
        List<String> arguments = new ArrayList<>(model.arguments());
        if (plainGraph) {
            arguments.add("--plain-graph");
        }
        arguments.add("--engine=" + engine);
        Growth.Plan plan = new Growth.Plan(
                works(workloads),
                workloads.ownSize(),
                options.sizes(spec, GROWING_SIZES),
                options.batches(GROWING_BATCHES),
                workloads.ownLength(),
                threads.count());
        new GrowthRun("Growth: " + model.name(), arguments, options.benchmark())
                .run(plan, growth, spec.commandLine().getErr());
        out.printf("Wrote %s and %s.%n", growth, GrowthRun.table(growth));
        out.flush();
    }

    private List<Work> works(Workloads workloads) {
        List<Work> reads = isJava() ? List.of(Work.READ) : List.of(Work.ENCODER, Work.READ);
        List<Work> all = workloads.trains() ? List.of(Work.values()) : reads;
        return options.work(spec, all);
    }

    private void print(Workloads workloads, double startUp, PrintWriter out) throws IOException {
        double loaded = sinceStart();
        out.printf(
                "Model: %s; threads: %d; computed on %s%n%n",
                model.name(),
                threads.count(),
                isJava() ? "plain Java" : Backend.here().description());
        out.println(Benchmark.heading());
        out.flush();
        List<WorkRequest.Measured> rows = new ArrayList<>();
        for (Work.Case row : rows(workloads)) {
            WorkRequest.Measured measured = options.benchmark().measure(workloads, row);
            rows.add(measured);
            out.println(Benchmark.row(measured));
            out.flush();
        }
        ProcessMemory memory = ProcessMemory.now();
        out.printf(
                Locale.ROOT,
                "%nPeak memory of the process: %s. From the start of Java to the command %.2f s, to the model %.2f"
                        + " s.%n",
                memory.peak().isPresent()
                        ? String.format(Locale.ROOT, "%.0f MiB", memory.peak().getAsLong() / MEBI)
                        : "unknown",
                startUp,
                loaded);
        out.flush();
        if (json != null) {
            Information machine = Information.here(NativeStart.apply(), Optional.of(EngineInfo.read()));
            Files.writeString(json, Benchmark.json(model.name(), machine.json(), rows));
        }
    }

    private List<Work.Case> rows(Workloads workloads) {
        List<Work.Case> rows = new ArrayList<>();
        for (Work work : works(workloads)) {
            for (ImageSize size : options.sizes(spec, List.of(workloads.ownSize()))) {
                for (int batch : options.batches(BATCHES)) {
                    rows.add(new Work.Case(work, size, batch, workloads.ownLength()));
                }
            }
        }
        return rows;
    }

    private static double sinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / MILLIS;
    }
}
