package io.github.trocr4j.hub;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a server answered, after redirects.
 *
 * @param address who answered in the end
 * @param status its status
 * @param hops the headers of all answers on the way, the last one's last
 * @param body what follows them
 * @param stallLimit how long each chunk of the body may take
 */
record Answer(URI address, int status, List<HttpHeaders> hops, BodyChunks body, Duration stallLimit)
        implements Closeable {
    static final int OK = 200;
    static final int PARTIAL = 206;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** A header of the last answer. */
    Optional<String> header(String name) {
        return hops.get(hops.size() - 1).firstValue(name);
    }

    /** A header of the first answer that has it. */
    Optional<String> anyHeader(String name) {
        return hops.stream().flatMap(hop -> hop.firstValue(name).stream()).findFirst();
    }

    /** Seconds only: a date would have to be compared with a clock that may be wrong. */
    Optional<Duration> retryAfter() {
        return header("retry-after").flatMap(Answer::number).map(Duration::ofSeconds);
    }

    /** The next chunk of the body, or empty at its end. */
    Optional<List<ByteBuffer>> next() throws IOException {
        return body.next(stallLimit);
    }

    /** Empty if the text is no number of bytes or seconds. */
    static Optional<Long> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    @Override
    public void close() {
        body.close();
    }
}
