package io.github.trocr4j.rivals;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/** Answers requests on stdin, one JSON object per line, until it ends. Stdout has only the answers. */
final class RivalWorker {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Map<String, Workload> workloads;
    private WorkRequest prepared;
    private Run run;

    /** Prepares work, including everything that is not timed. */
    interface Workload {
        Run ready(WorkRequest request) throws Exception;
    }

    /** The timed work. */
    interface Run {
        void once() throws Exception;
    }

    /** Creates a worker. */
    RivalWorker(Map<String, Workload> workloads) {
        this.workloads = workloads;
    }

    /** Answers requests until stdin ends. */
    void serve() throws IOException {
        PrintStream answers = System.out;
        // Libraries may print; let them do so on stderr.
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answers.println(answer(line));
            answers.flush();
        }
    }

    // A failed request must not end the worker, whatever an engine throws.
    private String answer(String line) {
        JsonObject answer = new JsonObject();
        try {
            WorkRequest request = WorkRequest.parse(line);
            if (request.work().equals(WorkRequest.MEMORY)) {
                answer.put("peak_rss_mb", peakRss());
            } else {
                measure(request, answer.putArray("milliseconds"));
            }
        } catch (Exception e) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new JsonObject()
                    .put("error", message.replaceAll("\\s+", " ").strip())
                    .toString();
        }
        return answer.toString();
    }

    private void measure(WorkRequest request, JsonArray milliseconds) throws Exception {
        Workload workload = workloads.get(request.work());
        if (workload == null) {
            throw new IllegalArgumentException("work: expected one of " + new TreeSet<>(workloads.keySet())
                    + " or memory, found '" + request.work() + "'.");
        }
        WorkRequest timeless = new WorkRequest(
                request.work(), request.height(), request.width(), request.batch(), 0, 0);
        if (!timeless.equals(prepared)) {
            run = workload.ready(timeless);
            prepared = timeless;
        }
        for (int i = 0; i < request.warmup(); i++) {
            run.once();
        }
        for (int i = 0; i < request.repeat(); i++) {
            long start = System.nanoTime();
            run.once();
            milliseconds.add((System.nanoTime() - start) / 1e6);
        }
    }

    /** Returns the peak memory of this process in MiB; null if the system does not report it. */
    private static Double peakRss() throws IOException {
        if (!Files.exists(STATUS)) {
            return null;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(null);
    }
}
