package io.github.trocr4j.serve;

import java.time.Duration;

/**
 * What a service takes on at most, so that no client, and no crowd of them, uses up the process.
 *
 * @param bodyBytes the most bytes of a picture file
 * @param pixels the most pixels of a picture
 * @param readings how many pictures may be received, decoded or read at a time; beyond that clients are told to come back
 * @param memoryBytes how much these may hold together, as files and as pictures
 * @param exchange how long a client may take to send its request, and again to take the answer
 * @param stop how long {@link DigitService#close} waits for what is in flight
 */
public record ServiceLimits(
        int bodyBytes, long pixels, int readings, long memoryBytes, Duration exchange, Duration stop) {
    /** For a process with the usual heap: 8 MB, 4 million pixels, 64 at a time in 128 MB, 10 seconds, 20 seconds. */
    public static final ServiceLimits USUAL =
            new ServiceLimits(8_000_000, 4_000_000, 64, 128_000_000, Duration.ofSeconds(10), Duration.ofSeconds(20));

    /** @throws IllegalArgumentException if nothing could ever be read within them */
    public ServiceLimits {
        if (bodyBytes < 1 || pixels < 1 || readings < 1 || memoryBytes < bodyBytes) {
            throw new IllegalArgumentException("expected limits of at least 1 and a memory of at least one body, found "
                    + bodyBytes + " bytes, " + pixels + " pixels, " + readings + " readings, " + memoryBytes
                    + " bytes of memory");
        }
        if (exchange.isZero() || exchange.isNegative() || stop.isNegative()) {
            throw new IllegalArgumentException(
                    "expected times above zero, found " + exchange + " for an exchange, " + stop + " to stop");
        }
    }
}
