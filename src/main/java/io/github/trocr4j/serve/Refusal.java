package io.github.trocr4j.serve;

import java.util.Map;

/** A request that is not answered as it was meant: the status, a sentence for who sent it, and headers that belong to it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String sentence) {
        this(status, sentence, Map.of());
    }

    Refusal(int status, String sentence, Map<String, String> headers) {
        super(sentence, null, false, false); // thousands of them a second are nothing to trace
        this.status = status;
        this.headers = headers;
    }

    /** Too much to do; the client should come again. */
    static Refusal busy() {
        return new Refusal(
                503, "Too many pictures are being read; send it again in a second.", Map.of("Retry-After", "1"));
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }
}
