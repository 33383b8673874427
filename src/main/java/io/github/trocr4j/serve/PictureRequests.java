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
import java.util.Optional;
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
    private final DigitService.Limits limits;
    private final ReadingShares shares;
    private final ExchangeThreads threads;
    private final Metrics metrics;
    private final Semaphore decoders =
            new Semaphore(Math.min(MOST_DECODERS, Runtime.getRuntime().availableProcessors()));

    /** Reads what the first finds in each picture. */
    PictureRequests(
            DigitService.Readers.Strips strips,
            BatchingReader reader,
            DigitService.Limits limits,
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
    Answer answer(HttpExchange exchange) throws Answer.Refusal, IOException {
        Headers headers = exchange.getRequestHeaders();
        boolean asIs = asIs(exchange.getRequestURI().getRawQuery());
        requireType(headers.getFirst("Content-Type"));
        long length = length(headers);
        try (ReadingShares.Share share = shares.take(length).orElseThrow(Answer.Refusal::busy)) {
            byte[] body = body(exchange);
            threads.stopClock();
            long start = System.nanoTime();
            Picture picture = strip(body, asIs);
            if (!share.add((long) TrOcrImageProcessor.CHANNELS * picture.width() * picture.height())) {
                throw Answer.Refusal.busy();
            }
            Reading reading = reader.read(picture);
            long took = System.nanoTime() - start;
            metrics.read(took / (double) TimeUnit.SECONDS.toNanos(1));
            return Answer.of(reading, took / (double) TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean asIs(String query) throws Answer.Refusal {
        if (query != null && !query.equals(AS_IS)) {
            throw new Answer.Refusal(400, "Expected POST /read or POST /read?" + AS_IS + ", found another query.");
        }
        return query != null;
    }

    private static void requireType(String header) throws Answer.Refusal {
        String type =
                header == null ? "none" : header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new Answer.Refusal(
                    415,
                    "Expected a picture as the body, with Content-Type image/png, image/jpeg, image/bmp or image/gif,"
                            + " found " + type.replaceAll("[^a-z0-9/+.-]", "?")
                            + "; send it with curl --data-binary @strip.png -H 'Content-Type: image/png' (not with -F).");
        }
    }

    /** The bytes to expect, or as many as may be where a client does not say. */
    private long length(Headers headers) throws Answer.Refusal {
        String length = headers.getFirst("Content-Length");
        if (length == null) {
            if (headers.containsKey("Transfer-Encoding")) {
                return limits.bodyBytes();
            }
            throw new Answer.Refusal(411, "Expected a Content-Length, found none.");
        }
        long bytes = Long.parseLong(length); // the server has looked at it already
        if (bytes > limits.bodyBytes()) {
            throw tooLarge("found " + bytes);
        }
        return bytes;
    }

    private byte[] body(HttpExchange exchange) throws Answer.Refusal, IOException {
        byte[] body;
        try {
            body = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
        } catch (IOException e) {
            threads.stopClock(); // throws, if it was cut; else the client is told, if it is still there
            throw new Answer.Refusal(400, "Expected the whole picture, but its bytes or its chunks ended before.");
        }
        if (body.length > limits.bodyBytes()) {
            throw tooLarge("found more");
        }
        if (body.length == 0) {
            throw new Answer.Refusal(400, "Expected a picture as the body, found nothing.");
        }
        return body;
    }

    private Answer.Refusal tooLarge(String found) {
        return new Answer.Refusal(413, "A picture file may have " + limits.bodyBytes() + " bytes, " + found + ".");
    }

    private Picture strip(byte[] body, boolean asIs) throws Answer.Refusal {
        decoders.acquireUninterruptibly();
        try {
            Picture picture = PictureFile.of(NAME, body, limits.pixels());
            return asIs ? picture : strips.find(NAME, picture);
        } catch (UnreadableImageException e) {
            throw new Answer.Refusal(422, e.getMessage());
        } finally {
            decoders.release();
        }
    }

    /** How many pictures are being read, and how much memory they hold: both are bounded, and nobody waits for a share. */
    private static final class ReadingShares {
        private final int mostReadings;
        private final long mostBytes;
        private int readings;
        private long bytes;

        ReadingShares(DigitService.Limits limits) {
            this.mostReadings = limits.readings();
            this.mostBytes = limits.memoryBytes();
        }

        /** A share for one picture with that many bytes, if there is one left. */
        synchronized Optional<Share> take(long wanted) {
            if (readings == mostReadings || bytes + wanted > mostBytes) {
                return Optional.empty();
            }
            readings++;
            bytes += wanted;
            return Optional.of(new Share(wanted));
        }

        private synchronized boolean grow(long wanted) {
            if (bytes + wanted > mostBytes) {
                return false;
            }
            bytes += wanted;
            return true;
        }

        private synchronized void give(long held) {
            readings--;
            bytes -= held;
        }

        /** What one picture holds, until it is closed; used by one thread. */
        final class Share implements AutoCloseable {
            private long held;

            private Share(long held) {
                this.held = held;
            }

            /** Takes that many bytes more; false if there are not as many left. */
            boolean add(long more) {
                boolean there = grow(more);
                held += there ? more : 0;
                return there;
            }

            @Override
            public void close() {
                give(held);
            }
        }
    }
}
