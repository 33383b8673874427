package io.github.trocr4j.image.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Formats that are recognised by their first bytes, so that they can be refused by name. */
enum UnsupportedFormat {
    /** RIFF, four bytes of length, WEBP. */
    WEBP("a WebP picture", "RIFF....WEBP"),
    /** The default format of iPhone cameras. */
    HEIC("a HEIC picture", "....ftyphei", "....ftyphev", "....ftypmif1"),
    /** The same container with another codec. */
    AVIF("an AVIF picture", "....ftypavi"),
    /** Little-endian and big-endian. */
    TIFF("a TIFF picture", "II*\0", "MM\0*"),
    /** In a JP2 container. */
    JPEG_2000("a JPEG 2000 picture", "\0\0\0\fjP  "),
    PSD("a Photoshop file", "8BPS"),
    PDF("a PDF document", "%PDF-"),
    /** Includes the documents of Word and other programs. */
    ZIP("a ZIP file or an office document", "PK\3\4"),
    /** Possibly a compressed picture. */
    GZIP("a gzip file", "\u001f\u008b"),
    /** Servers may send one instead of a picture. */
    HTML("an HTML page", "<!doctype html", "<html"),
    /** With or without an XML declaration. */
    XML("an SVG or XML file", "<svg", "<?xml"),
    PNM("a portable map (PNM)", "P1\n", "P2\n", "P3\n", "P4\n", "P5\n", "P6\n");

    private static final int PREFIX = 256;

    private final String name;
    private final String beginnings;

    UnsupportedFormat(String name, String... beginnings) {
        this.name = name;
        this.beginnings = String.join("|", beginnings);
    }

    /** Returns the name of the file's format with an article; empty if it is none of these. */
    static Optional<String> name(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, PREFIX), StandardCharsets.ISO_8859_1);
        // Markup may follow a byte order mark and blanks, and may be in upper case.
        String markup = start.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> Arrays.stream(format.beginnings.split("\\|"))
                        .anyMatch(beginning -> begins(start, beginning) || begins(markup, beginning)))
                .map(format -> format.name)
                .findFirst();
    }

    /** A full stop matches any byte. */
    private static boolean begins(String text, String beginning) {
        return text.length() >= beginning.length()
                && IntStream.range(0, beginning.length())
                        .allMatch(i -> beginning.charAt(i) == '.' || beginning.charAt(i) == text.charAt(i));
    }
}
