package io.github.trocr4j.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.trocr4j.BatchingReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** From the body of a request to what was read in it. */
final class PictureRequests {
    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/bmp", "image/gif");
    private static final String NAME = "picture"; // what messages call it
    private static final String AS_IS = "as-is";

    /** A decoder may take several times the memory of its picture, so there are few at a time. */
    private static final int MOST_DECODERS = 4;

    private final DigitService.Readers.Strips strips;
    private final BatchingReader reader;
    private final ServiceLimits limits;
    private final ReadingShares shares;
    private final ExchangeThreads threads;
    private final Metrics metrics;
    private final Semaphore decoders =
            new Semaphore(Math.min(MOST_DECODERS, Runtime.getRuntime().availableProcessors()));

    /** Reads what the first finds in each picture. */
    PictureRequests(
            DigitService.Readers.Strips strips,
            BatchingReader reader,
            ServiceLimits limits,
            ExchangeThreads threads,
            Metrics metrics) {
        this.strips = strips;
        this.reader = reader;
        this.limits = limits;
        this.shares = new ReadingShares(limits);
        this.threads = threads;
        this.metrics = metrics;
    }

    /** Throws IOException if the client goes away or is cut. */
    Answer answer(HttpExchange exchange) throws Refusal, IOException {
        Headers headers = exchange.getRequestHeaders();
        boolean asIs = asIs(exchange.getRequestURI().getRawQuery());
        requireType(headers.getFirst("Content-Type"));
        long length = length(headers);
        try (ReadingShares.Share share = shares.take(length).orElseThrow(Refusal::busy)) {
            byte[] body = body(exchange);
            threads.stopClock();
            long start = System.nanoTime();
            Picture picture = strip(body, asIs);
            if (!share.add((long) TrOcrImageProcessor.CHANNELS * picture.width() * picture.height())) {
                throw Refusal.busy();
            }
            Reading reading = reader.read(picture);
            long took = System.nanoTime() - start;
            metrics.read(took / (double) TimeUnit.SECONDS.toNanos(1));
            return Answer.of(reading, took / (double) TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean asIs(String query) throws Refusal {
        if (query != null && !query.equals(AS_IS)) {
            throw new Refusal(400, "Expected POST /read or POST /read?" + AS_IS + ", found another query.");
        }
        return query != null;
    }

    private static void requireType(String header) throws Refusal {
        String type =
                header == null ? "none" : header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new Refusal(
                    415,
                    "Expected a picture as the body, with Content-Type image/png, image/jpeg, image/bmp or image/gif,"
                            + " found " + type.replaceAll("[^a-z0-9/+.-]", "?")
                            + "; send it with curl --data-binary @strip.png -H 'Content-Type: image/png' (not with -F).");
        }
    }

    /** The bytes to expect, or as many as may be where a client does not say. */
    private long length(Headers headers) throws Refusal {
        String length = headers.getFirst("Content-Length");
        if (length == null) {
            if (headers.containsKey("Transfer-Encoding")) {
                return limits.bodyBytes();
            }
            throw new Refusal(411, "Expected a Content-Length, found none.");
        }
        long bytes = Long.parseLong(length); // the server has looked at it already
        if (bytes > limits.bodyBytes()) {
            throw tooLarge("found " + bytes);
        }
        return bytes;
    }

    private byte[] body(HttpExchange exchange) throws Refusal, IOException {
        byte[] body;
        try {
            body = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
        } catch (IOException e) {
            threads.stopClock(); // throws, if it was cut; else the client is told, if it is still there
            throw new Refusal(400, "Expected the whole picture, but its bytes or its chunks ended before.");
        }
        if (body.length > limits.bodyBytes()) {
            throw tooLarge("found more");
        }
        if (body.length == 0) {
            throw new Refusal(400, "Expected a picture as the body, found nothing.");
        }
        return body;
    }

    private Refusal tooLarge(String found) {
        return new Refusal(413, "A picture file may have " + limits.bodyBytes() + " bytes, " + found + ".");
    }

    private Picture strip(byte[] body, boolean asIs) throws Refusal {
        decoders.acquireUninterruptibly();
        try {
            Picture picture = PictureFile.of(NAME, body, limits.pixels());
            return asIs ? picture : strips.find(NAME, picture);
        } catch (UnreadableImageException e) {
            throw new Refusal(422, e.getMessage());
        } finally {
            decoders.release();
        }
    }
}
