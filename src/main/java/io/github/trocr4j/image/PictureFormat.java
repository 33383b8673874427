package io.github.trocr4j.image;

import java.util.Arrays;
import java.util.Locale;

/** The formats of pictures that are read, and the endings of their files. */
public enum PictureFormat {
    PNG("png", "apng"),
    JPEG("jpg", "jpeg", "jpe", "jfif", "jif", "jfi", "pjpeg", "pjp"),
    BMP("bmp", "dib"),
    GIF("gif"),
    /** May have several pages. */
    TIFF("tif", "tiff");

    /** All formats, for messages. */
    public static final String NAMES = "PNG, JPEG, BMP, GIF or TIFF";

    private final String endings;

    PictureFormat(String... endings) {
        this.endings = "|" + String.join("|", endings) + "|";
    }

    /**
     * Returns whether the name of a file has an ending of one of these formats, in upper or lower case. What the file
     * is, only its content tells.
     */
    public static boolean isEnding(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String ending = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot > fileName.lastIndexOf('/') + 1
                && Arrays.stream(values()).anyMatch(format -> format.endings.contains("|" + ending + "|"));
    }
}
