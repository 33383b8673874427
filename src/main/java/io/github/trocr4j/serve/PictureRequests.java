package io.github.trocr4j.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.trocr4j.BatchingReader;
import io.github.trocr4j.Line;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFormat;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.image.file.OtherFormat;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.PicturePages;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.WritingRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Answers requests to read a picture. */
final class PictureRequests {
    private static final String NAME = "picture"; // the name of the picture in messages
    private static final String AS_IS = "as-is";

    /** Few pictures are decoded at a time, because a decoder may need several times the memory of its picture. */
    private static final int MAX_DECODERS = 4;

    private final LineService.Readers readers;
    private final BatchingReader reader;
    private final LineService.Limits limits;
    private final ReadingCapacity capacity;
    private final ExchangeThreads threads;
    private final Metrics metrics;
    private final Semaphore decoders =
            new Semaphore(Math.min(MAX_DECODERS, Runtime.getRuntime().availableProcessors()));

    /** The pixels of all pictures being decoded: together no more than the largest picture may have. */
    private final Semaphore decodedPixels;

    /** Creates a handler that finds rows with {@code readers} and reads them with {@code reader}. */
    PictureRequests(
            LineService.Readers readers,
            BatchingReader reader,
            LineService.Limits limits,
            ExchangeThreads threads,
            Metrics metrics) {
        this.readers = readers;
        this.reader = reader;
        this.limits = limits;
        this.capacity = new ReadingCapacity(limits);
        this.decodedPixels = new Semaphore(Math.toIntExact(Math.min(limits.pixels(), Integer.MAX_VALUE)), true);
        this.threads = threads;
        this.metrics = metrics;
    }

    /** Answers one request. Throws IOException if the client disconnects or is disconnected. */
    Response answer(HttpExchange exchange) throws Response.HttpException, IOException {
        Headers headers = exchange.getRequestHeaders();
        boolean asIs = asIs(exchange.getRequestURI().getRawQuery());
        String type =
                Optional.ofNullable(headers.getFirst("Content-Type")).orElse("").strip();
        long length = length(headers);
        try (ReadingCapacity.Reservation reservation =
                capacity.reserve(length).orElseThrow(Response.HttpException::busy)) {
            byte[] body = body(exchange);
            threads.stopClock();
            long start = System.nanoTime();
            byte[] file = FormPicture.isForm(type) ? FormPicture.of(type, body) : body;
            requirePicture(type, file);
            List<List<WritingRow>> pages = rows(file, asIs);
            List<Picture> crops =
                    pages.stream().flatMap(List::stream).map(WritingRow::crop).toList();
            long pixels = crops.stream()
                    .mapToLong(crop -> (long) crop.width() * crop.height())
                    .sum();
            if (!reservation.add(TrOcrImageProcessor.CHANNELS * pixels)) {
                throw Response.HttpException.busy();
            }
            List<Reading> readings = reader.read(crops);
            long took = System.nanoTime() - start;
            metrics.read(took / (double) TimeUnit.SECONDS.toNanos(1));
            double milliseconds = took / (double) TimeUnit.MILLISECONDS.toNanos(1);
            return Response.of(lines(pages, readings), readers.words(), milliseconds);
        }
    }

    private static boolean asIs(String query) throws Response.HttpException {
        if (query != null && !query.equals(AS_IS)) {
            throw new Response.HttpException(
                    400, "Expected POST /read or POST /read?" + AS_IS + ", found another query.");
        }
        return query != null;
    }

    private List<List<Line>> lines(List<List<WritingRow>> pages, List<Reading> readings) {
        List<List<Line>> lines = new ArrayList<>();
        int from = 0;
        for (List<WritingRow> rows : pages) {
            lines.add(readers.lines().apply(rows, readings.subList(from, from + rows.size())));
            from += rows.size();
        }
        return lines;
    }

    /** The content decides, whatever the type; the type only says what else it may be. */
    private static void requirePicture(String header, byte[] body) throws Response.HttpException {
        String type = header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        boolean possible = type.isEmpty()
                || type.startsWith("image/")
                || FormPicture.isForm(type)
                || type.equals("application/octet-stream")
                || PictureFile.format(body).isPresent()
                || OtherFormat.of(body).isPresent();
        if (!possible) {
            throw new Response.HttpException(
                    415,
                    "Expected a " + PictureFormat.NAMES + " picture as the body, found "
                            + type.replaceAll("[^a-z0-9/+.-]", "?")
                            + "; send it with curl --data-binary @picture.png or curl -F picture=@picture.png.");
        }
    }

    /** Returns the length of the body in bytes, or the limit if the client does not announce it. */
    private long length(Headers headers) throws Response.HttpException {
        String length = headers.getFirst("Content-Length");
        if (length == null) {
            if (headers.containsKey("Transfer-Encoding")) {
                return limits.bodyBytes();
            }
            throw new Response.HttpException(411, "Expected a Content-Length, found none.");
        }
        long bytes = Long.parseLong(length); // the server has validated it
        if (bytes > limits.bodyBytes()) {
            throw tooLarge("found " + bytes);
        }
        return bytes;
    }

    private byte[] body(HttpExchange exchange) throws Response.HttpException, IOException {
        byte[] body;
        try {
            body = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
        } catch (IOException e) {
            threads.stopClock(); // throws if the client was too slow; otherwise a response is attempted
            throw new Response.HttpException(400, "Expected the whole picture, but its bytes or chunks ended early.");
        }
        if (body.length > limits.bodyBytes()) {
            throw tooLarge("found more");
        }
        if (body.length == 0) {
            throw new Response.HttpException(400, "Expected a picture as the body, found nothing.");
        }
        return body;
    }

    private Response.HttpException tooLarge(String found) {
        return new Response.HttpException(
                413, "Expected a picture file of at most " + limits.bodyBytes() + " bytes, " + found + ".");
    }

    /** Returns the rows of each page. */
    private List<List<WritingRow>> rows(byte[] body, boolean asIs) throws Response.HttpException {
        decoders.acquireUninterruptibly();
        try {
            PicturePages pages = PictureFile.pages(NAME, body);
            List<List<WritingRow>> rows = new ArrayList<>();
            long pixels = 0;
            for (int page = 1; page <= pages.count(); page++) {
                try (Decoding decoding = new Decoding()) {
                    Picture picture = pages.picture(page, limits.pixels(), decoding::begin);
                    pixels += (long) picture.width() * picture.height();
                    if (pixels > limits.pixels()) {
                        throw new Response.HttpException(
                                422, NAME + ": its pages should have at most " + limits.pixels() + " pixels together.");
                    }
                    rows.add(
                            asIs
                                    ? List.of(readers.whole().apply(picture))
                                    : readers.rows().apply(picture));
                }
            }
            return rows;
        } catch (UnreadableImageException e) {
            throw new Response.HttpException(422, e.getMessage());
        } finally {
            decoders.release();
        }
    }

    /** Waits until the other pictures leave room for the pixels of one, which it holds until closed. */
    private final class Decoding implements AutoCloseable {
        private int held;

        void begin(long pixels) {
            int wanted = Math.toIntExact(pixels); // a Java array has no more
            decodedPixels.acquireUninterruptibly(wanted);
            held = wanted;
        }

        @Override
        public void close() {
            decodedPixels.release(held);
        }
    }

    /** Bounds the number of pictures being read and their memory. Reservations fail at once rather than wait. */
    private static final class ReadingCapacity {
        private final int maxReadings;
        private final long maxBytes;
        private int readings;
        private long bytes;

        ReadingCapacity(LineService.Limits limits) {
            this.maxReadings = limits.readings();
            this.maxBytes = limits.memoryBytes();
        }

        /** Reserves capacity for one picture of this many bytes; empty if there is not enough. */
        synchronized Optional<Reservation> reserve(long wanted) {
            if (readings == maxReadings || bytes + wanted > maxBytes) {
                return Optional.empty();
            }
            readings++;
            bytes += wanted;
            return Optional.of(new Reservation(wanted));
        }

        private synchronized boolean grow(long wanted) {
            if (bytes + wanted > maxBytes) {
                return false;
            }
            bytes += wanted;
            return true;
        }

        private synchronized void release(long held) {
            readings--;
            bytes -= held;
        }

        /** The capacity held for one picture until closed. Not thread-safe. */
        final class Reservation implements AutoCloseable {
            private long held;

            private Reservation(long held) {
                this.held = held;
            }

            /** Reserves further bytes; returns false if there is not enough capacity. */
            boolean add(long more) {
                boolean there = grow(more);
                held += there ? more : 0;
                return there;
            }

            @Override
            public void close() {
                release(held);
            }
        }
    }
}
