package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} in a child process, which inherits the standard error of this process. */
public final class WorkerProcess implements AutoCloseable {
    private static final int MIN_RUNS = 5;
    private static final int MAX_RUNS = 10_000;
    private static final long EXIT_TIMEOUT_SECONDS = 10;

    private final Process process;
    private final PrintWriter requests;
    private final BufferedReader answers;

    private WorkerProcess(Process process) {
        this.process = process;
        this.requests = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a worker command with this number of threads. */
    public static WorkerProcess start(List<String> command, int threads) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            builder.environment().put(variable, Integer.toString(threads));
        }
        return new WorkerProcess(builder.start());
    }

    /** Measures one point as {@link Benchmark#measure} does; failures of the worker become part of the result. */
    public Result measure(Point point, Benchmark benchmark) throws IOException {
        try {
            if (benchmark.warmup().isPresent()) {
                ask(point, benchmark.warmup().getAsInt(), 1);
            } else {
                Stopwatch.real().warmUp(() -> askUnchecked(point));
            }
            double usual = ask(point, 0, 1).median();
            double fitting = TimeUnit.SECONDS.toMillis(1) * benchmark.seconds() / usual;
            int repeat = benchmark.repeat().orElse((int) Math.max(MIN_RUNS, Math.min(MAX_RUNS, fitting)));
            Stopwatch.Timing timing = ask(point, 0, repeat);
            return new Result(point, Optional.of(timing), peak(), Optional.empty());
        } catch (WorkerException e) {
            return new Result(point, Optional.empty(), Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private Stopwatch.Timing ask(Point point, int warmup, int repeat) throws IOException {
        JsonValue answer = answer(new WorkRequest(point.what(), warmup, repeat).line());
        List<Double> milliseconds = new ArrayList<>();
        answer.path("milliseconds").forEach(time -> milliseconds.add(time.doubleValue()));
        return new Stopwatch.Timing(milliseconds);
    }

    private void askUnchecked(Point point) {
        try {
            ask(point, 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Double> peak() throws IOException {
        JsonValue peak = answer("{\"work\":\"" + WorkRequest.MEMORY + "\"}").path("peak_rss_mb");
        return peak.isNumber() ? Optional.of(peak.doubleValue()) : Optional.empty();
    }

    private JsonValue answer(String request) throws IOException {
        requests.println(request);
        String line = answers.readLine();
        if (line == null) {
            throw new WorkerException("the process exited before it answered");
        }
        JsonValue answer = JsonTree.read(line);
        if (answer.has("error")) {
            throw new WorkerException(answer.get("error").asText());
        }
        return answer;
    }

    /** The worker answered with an error, or not at all. */
    private static final class WorkerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WorkerException(String message) {
            super(message);
        }
    }

    /** Closes the input of the process, upon which it exits; destroys it if it has not done so after 10 seconds. */
    @Override
    public void close() {
        requests.close();
        try {
            if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
