package io.github.trocr4j.image.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of a JPEG file: how its pixels are coded and what its components mean (ITU-T T.81, annex B; T.872 for
 * APP14).
 *
 * @param process marker of the frame, 0xc0 for baseline
 * @param precision bits per sample
 * @param ids ids of the components
 * @param jfif whether an APP0 segment says JFIF
 * @param adobeTransform colour transform in Adobe's APP14 segment: 0, 1 or 2; -1 if there is none
 * @param scans number of scans in the file
 * @param width samples a line
 * @param height lines
 */
record JpegHeader(
        int process,
        int precision,
        @SuppressWarnings("ArrayRecordComponent") int[] ids,
        boolean jfif,
        int adobeTransform,
        int scans,
        int width,
        int height) {
    /**
     * Progressive files have about ten scans. The decoder processes the whole picture for each scan, even if it has few
     * bytes.
     */
    private static final int MAX_SCANS = 100;

    /** Returns whether a file has the signature of JPEG. */
    static boolean isJpeg(byte[] bytes) {
        return bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8;
    }

    /** Reads the header; empty if none is found. */
    static Optional<JpegHeader> of(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).position(2);
        boolean jfif = false;
        int adobe = -1;
        while (file.remaining() >= 4) {
            if (file.get() != (byte) 0xff) {
                return Optional.empty();
            }
            int marker = file.get() & 0xff;
            if (marker == 0xff || marker == 0x01 || marker == 0) {
                // Any number of fill bytes may precede a marker.
                file.position(file.position() - (marker == 0xff ? 1 : 0));
                continue;
            }
            int length = (file.getShort() & 0xffff) - 2;
            if (length < 0 || length > file.remaining()) {
                return Optional.empty();
            }
            ByteBuffer content = file.slice(file.position(), length);
            if (marker == 0xe0 && startsWith(content, "JFIF\0")) {
                jfif = true;
            } else if (marker == 0xee && length >= 12 && startsWith(content, "Adobe")) {
                adobe = content.get(11) & 0xff;
            } else if (isFrame(marker)) {
                return frame(marker, content, jfif, adobe, scans(bytes));
            }
            file.position(file.position() + length);
        }
        return Optional.empty();
    }

    /** Returns what prevents decoding, as the end of a sentence; empty if nothing does. */
    Optional<String> problem() {
        if (process > 0xc2) {
            return Optional.of(
                    "is a JPEG picture with lossless, hierarchical or arithmetic coding, expected a baseline or"
                            + " progressive one; save it as PNG");
        }
        if (precision != 8) {
            return Optional.of("is a JPEG picture with " + precision + " bits a sample, expected 8; save it as PNG");
        }
        if (ids.length != 1 && ids.length != 3 && ids.length != 4) {
            return Optional.of(
                    "is a JPEG picture with " + ids.length + " components, expected 1, 3 or 4; save it as PNG");
        }
        return scans > MAX_SCANS
                ? Optional.of("has " + scans + " scans, expected at most " + MAX_SCANS + "; save it as PNG")
                : Optional.empty();
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static Optional<JpegHeader> frame(int marker, ByteBuffer content, boolean jfif, int adobe, int scans) {
        if (content.limit() < 6 || content.limit() < 6 + 3 * (content.get(5) & 0xff)) {
            return Optional.empty();
        }
        int[] ids = new int[content.get(5) & 0xff];
        Arrays.setAll(ids, i -> content.get(6 + 3 * i) & 0xff);
        return Optional.of(new JpegHeader(
                marker,
                content.get(0) & 0xff,
                ids,
                jfif,
                adobe,
                scans,
                content.getShort(3) & 0xffff,
                content.getShort(1) & 0xffff));
    }

    /** In coded data 0xff is followed by 0 or a restart marker, so this is really a start of scan. */
    private static int scans(byte[] bytes) {
        int scans = 0;
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i - 1] == (byte) 0xff && bytes[i] == (byte) 0xda) {
                scans++;
            }
        }
        return scans;
    }

    private static boolean startsWith(ByteBuffer content, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.US_ASCII);
        return content.limit() >= expected.length
                && content.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
    }
}
