package io.github.trocr4j.image.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Formats that are recognised by their first bytes, so that they can be refused by name. */
public enum OtherFormat {
    /** RIFF, four bytes of length, WEBP. */
    WEBP("WebP", "a WebP picture", "RIFF....WEBP"),
    /** The same container as that of videos, with another codec. */
    AVIF("AVIF", "an AVIF picture", "....ftypavif", "....ftypavis"),
    /** The default format of iPhone cameras. */
    HEIC("HEIC", "a HEIC picture", "....ftyphei", "....ftyphev", "....ftypmif1", "....ftypmsf1"),
    /** As a bare stream, and in a container. */
    JPEG_XL("JPEG XL", "a JPEG XL picture", "\u00ff\n", "\0\0\0\fJXL "),
    /** In a JP2 container, and as a bare stream. */
    JPEG_2000("JPEG 2000", "a JPEG 2000 picture", "\0\0\0\fjP  ", "\u00ffO\u00ffQ"),
    /** With more than 4 GB of room; little-endian and big-endian. */
    BIG_TIFF("BigTIFF", "a BigTIFF picture", "II+\0", "MM\0+"),
    /** Canon, Fujifilm, Olympus, Panasonic; other cameras write TIFF. */
    RAW(
            "camera raw",
            "a camera's raw picture",
            "....ftypcrx",
            "FUJIFILMCCD-RAW",
            "IIRO",
            "IIRS",
            "IIU\0",
            "II*\0....CR\u0002"),
    ICON("ICO", "an icon", "\0\0\u0001\0"),
    PSD("Photoshop", "a Photoshop file", "8BPS"),
    XCF("GIMP", "a GIMP file", "gimp xcf"),
    DJVU("DjVu", "a DjVu document", "AT&TFORM"),
    PDF("PDF", "a PDF document", "%PDF-"),
    POSTSCRIPT("PostScript", "a PostScript document", "%!PS"),
    /** QuickTime, MPEG-4 and 3GPP, by what no other format has; then Matroska, AVI, MPEG. */
    VIDEO(
            "video",
            "a video",
            "....ftypqt",
            "....ftypmp4",
            "....ftypiso",
            "....ftypM4V",
            "....ftyp3g",
            "....ftypavc1",
            "....ftypMSNV",
            "....ftypdash",
            "....moov",
            "\u001aE\u00df\u00a3",
            "RIFF....AVI ",
            "\0\0\u0001\u00ba",
            "\0\0\u0001\u00b3"),
    /** Includes the documents of Word and other programs. */
    ZIP("ZIP or office document", "a ZIP file or an office document", "PK\3\4"),
    /** Possibly a compressed picture. */
    GZIP("gzip", "a gzip file", "\u001f\u008b"),
    /** Servers may send one instead of a picture. */
    HTML("HTML", "an HTML page", "<!doctype html", "<html"),
    /** With or without an XML declaration. */
    XML("SVG or XML", "an SVG or XML file", "<svg", "<?xml"),
    PNM("PNM", "a portable map (PNM)", "P1\n", "P2\n", "P3\n", "P4\n", "P5\n", "P6\n");

    /** The beginning of a file, long enough for all of them. */
    public static final int PREFIX = 256;

    private final String kind;
    private final String description;
    private final String beginnings;

    OtherFormat(String kind, String description, String... beginnings) {
        this.kind = kind;
        this.description = description;
        this.beginnings = String.join("|", beginnings);
    }

    /** Returns the format of a file by its beginning; empty if it is none of these. */
    public static Optional<OtherFormat> of(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, PREFIX), StandardCharsets.ISO_8859_1);
        // Markup may follow a byte order mark and blanks, and may be in upper case.
        String markup = start.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> Arrays.stream(format.beginnings.split("\\|"))
                        .anyMatch(beginning -> begins(start, beginning) || begins(markup, beginning)))
                .findFirst();
    }

    /** Returns the name of the format in a count of files, such as HEIC. */
    public String kind() {
        return kind;
    }

    /** Returns whether a program can make a picture of it that is read. */
    public boolean isConvertible() {
        return switch (this) {
            case VIDEO, ZIP, GZIP, HTML -> false;
            default -> true;
        };
    }

    /** Returns the name with an article. */
    String description() {
        return description;
    }

    /** Returns what to do, as the end of a sentence. */
    String cure() {
        return switch (this) {
            case PDF, DJVU, POSTSCRIPT -> "save its pages as PNG, for example with pdftoppm -png -r 200";
            case HEIC, AVIF, WEBP, JPEG_XL, RAW -> "convert it to JPEG or PNG";
            case VIDEO -> "save a frame of it as PNG";
            case ZIP, GZIP -> "unpack it";
            default -> "convert it to PNG";
        };
    }

    /** A full stop matches any byte. */
    private static boolean begins(String text, String beginning) {
        return text.length() >= beginning.length()
                && IntStream.range(0, beginning.length())
                        .allMatch(i -> beginning.charAt(i) == '.' || beginning.charAt(i) == text.charAt(i));
    }
}
