package io.github.trocr4j.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Files that people take for pictures, or that are pictures of a kind that is not read, by how they begin. */
enum ForeignFormat {
    /** RIFF, four bytes of length, WEBP. */
    WEBP("a WebP picture", "RIFF....WEBP"),
    /** What telephones of one maker write. */
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
    /** What a server answers instead of a picture. */
    HTML("an HTML page", "<!doctype html", "<!DOCTYPE html", "<!DOCTYPE HTML", "<html"),
    /** SVG without or with a declaration before it. */
    XML("an SVG or XML file", "<svg", "<?xml"),
    /** Portable maps. */
    PNM("a portable map (PNM)", "P1\n", "P2\n", "P3\n", "P4\n", "P5\n", "P6\n");

    private final String name;
    private final String beginnings;

    ForeignFormat(String name, String... beginnings) {
        this.name = name;
        this.beginnings = String.join("|", beginnings);
    }

    /** What the file is, with its article; empty if it is none of these. */
    static Optional<String> name(byte[] bytes) {
        return Arrays.stream(values())
                .filter(format ->
                        Arrays.stream(format.beginnings.split("\\|")).anyMatch(beginning -> begins(bytes, beginning)))
                .map(format -> format.name)
                .findFirst();
    }

    /** A full stop stands for any byte. */
    private static boolean begins(byte[] bytes, String beginning) {
        byte[] expected = beginning.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != '.' && expected[i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
