package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Workloads.Workload;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.ProcessMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Measures on request: reads one JSON object per line and answers with one per line, until the input ends. The process
 * starts and warms up once, so that several implementations can be measured in turn.
 *
 * <p>Requests are {@link WorkRequest}s, or {@code {"work":"memory"}}. Answers are {@code {"milliseconds":[...]}},
 * {@code {"peak_rss_mb":812.5}} (null if the system does not report it), or {@code {"error":"one sentence"}}.
 */
public final class Worker implements AutoCloseable {
    private static final double MEBI = 1 << 20;

    private final Workloads workloads;
    private Work.Case current;
    private Workload ready;

    /** Creates a worker for these workloads, which it does not close. */
    public Worker(Workloads workloads) {
        this.workloads = workloads;
    }

    /** Answers requests until the end of the input. */
    public void serve(BufferedReader in, PrintWriter out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(line));
            out.flush();
        }
    }

    /** Answers one request; failures become part of the answer. */
    String answer(String line) {
        JsonObject answer = new JsonObject();
        try {
            JsonValue request = WorkRequest.parse(line);
            if (WorkRequest.text(request, "work").equals(WorkRequest.MEMORY)) {
                ProcessMemory memory = ProcessMemory.now();
                answer.put(
                        "peak_rss_mb",
                        memory.peak().isPresent() ? (Double) (memory.peak().getAsLong() / MEBI) : null);
            } else {
                measure(WorkRequest.of(request, workloads), answer);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            close(); // the next request prepares its workload again
            return new JsonObject().put("error", sentence(e)).toString();
        }
        return answer.toString();
    }

    private void measure(WorkRequest request, JsonObject answer) {
        if (!request.what().equals(current)) {
            close();
            ready = request.what().start(workloads);
            current = request.what();
        }
        Stopwatch stopwatch = Stopwatch.real();
        for (int i = 0; i < request.warmup(); i++) {
            ready.once().run();
        }
        JsonArray milliseconds = answer.putArray("milliseconds");
        stopwatch.times(ready.once(), request.repeat()).milliseconds().forEach(milliseconds::add);
    }

    private static String sentence(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return message.replaceAll("\\s+", " ").strip();
    }

    @Override
    public void close() {
        if (ready != null) {
            ready.close();
        }
        ready = null;
        current = null;
    }
}
