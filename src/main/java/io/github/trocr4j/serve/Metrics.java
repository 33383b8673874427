package io.github.trocr4j.serve;

import java.util.Map;
import java.util.TreeMap;

/** The metrics of the service, in Prometheus' text exposition format 0.0.4. */
final class Metrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Upper bounds of the buckets in seconds; longer times count in +Inf only. */
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private static final int BUSY = 503;

    private final String model;
    private final Map<Integer, Long> requests = new TreeMap<>();
    private final long[] buckets = new long[BOUNDS.length];
    private long readings;
    private double seconds;

    Metrics(String model) {
        this.model = model;
    }

    synchronized void answered(int status) {
        requests.merge(status, 1L, Long::sum);
    }

    /** Counts a reading that took this time in seconds since the picture's last byte. */
    synchronized void read(double took) {
        readings++;
        seconds += took;
        for (int i = 0; i < BOUNDS.length; i++) {
            buckets[i] += took <= BOUNDS[i] ? 1 : 0;
        }
    }

    /**
     * Returns the metrics as text, given those counted elsewhere: open requests, batches read, connections closed for
     * slowness.
     */
    synchronized String text(int inFlight, long batches, long cut) {
        StringBuilder text = new StringBuilder(2048);
        head(text, "trocr4j_requests_total", "counter", "Requests answered, by status.");
        requests.forEach((status, count) -> text.append("trocr4j_requests_total{status=\"")
                .append(status)
                .append("\"} ")
                .append(count)
                .append('\n'));
        single(text, "trocr4j_readings_total", "counter", "Pictures read.", readings);
        single(
                text,
                "trocr4j_refused_total",
                "counter",
                "Requests refused because there was too much to do, or because the service stopped.",
                requests.getOrDefault(BUSY, 0L));
        single(text, "trocr4j_cut_total", "counter", "Connections cut because their client was too slow.", cut);
        single(text, "trocr4j_batches_total", "counter", "Batches in which the pictures were read.", batches);
        single(
                text,
                "trocr4j_in_flight",
                "gauge",
                "Requests being received, read or answered, this one too.",
                inFlight);
        histogram(text, "trocr4j_reading_seconds");
        head(text, "trocr4j_model_info", "gauge", "The model that reads.");
        text.append("trocr4j_model_info{model=\"").append(escaped(model)).append("\"} 1\n");
        return text.toString();
    }

    private void histogram(StringBuilder text, String name) {
        head(text, name, "histogram", "From the last byte of a picture to its reading.");
        for (int i = 0; i < BOUNDS.length; i++) {
            text.append(name)
                    .append("_bucket{le=\"")
                    .append(BOUNDS[i])
                    .append("\"} ")
                    .append(buckets[i])
                    .append('\n');
        }
        text.append(name).append("_bucket{le=\"+Inf\"} ").append(readings).append('\n');
        text.append(name).append("_sum ").append(seconds).append('\n');
        text.append(name).append("_count ").append(readings).append('\n');
    }

    private static void single(StringBuilder text, String name, String type, String help, long value) {
        head(text, name, type, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
