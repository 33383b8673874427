package io.github.trocr4j.image.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Formats that are recognised only to be refused by name, by their first bytes. */
enum UnsupportedFormat {
    /** RIFF, four bytes of length, WEBP. */
    WEBP("a WebP picture", "RIFF....WEBP"),
    /** The default of iPhone cameras. */
    HEIC("a HEIC picture", "....ftyphei", "....ftyphev", "....ftypmif1"),
    /** The same container with another codec. */
    AVIF("an AVIF picture", "....ftypavi"),
    /** Both byte orders. */
    TIFF("a TIFF picture", "II*\0", "MM\0*"),
    /** The boxed form. */
    JPEG_2000("a JPEG 2000 picture", "\0\0\0\fjP  "),
    /** Photoshop. */
    PSD("a Photoshop file", "8BPS"),
    /** A document. */
    PDF("a PDF document", "%PDF-"),
    /** Also Word's and others' documents. */
    ZIP("a ZIP file or an office document", "PK\3\4"),
    /** Something packed, maybe a picture. */
    GZIP("a gzip file", "\u001f\u008b"),
    /** What a server answers instead of a picture. */
    HTML("an HTML page", "<!doctype html", "<html"),
    /** SVG without or with a declaration before it. */
    XML("an SVG or XML file", "<svg", "<?xml"),
    /** Portable maps. */
    PNM("a portable map (PNM)", "P1\n", "P2\n", "P3\n", "P4\n", "P5\n", "P6\n");

    private static final int MOST_LOOKED_AT = 256;

    private final String name;
    private final String beginnings;

    UnsupportedFormat(String name, String... beginnings) {
        this.name = name;
        this.beginnings = String.join("|", beginnings);
    }

    /** What the file is, with its article; empty if it is none of these. */
    static Optional<String> name(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, MOST_LOOKED_AT), StandardCharsets.ISO_8859_1);
        // Before markup there may be a byte order mark and blanks, and its case is free.
        String markup = start.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> Arrays.stream(format.beginnings.split("\\|"))
                        .anyMatch(beginning -> begins(start, beginning) || begins(markup, beginning)))
                .map(format -> format.name)
                .findFirst();
    }

    /** A full stop stands for any byte. */
    private static boolean begins(String text, String beginning) {
        return text.length() >= beginning.length()
                && IntStream.range(0, beginning.length())
                        .allMatch(i -> beginning.charAt(i) == '.' || beginning.charAt(i) == text.charAt(i));
    }
}
