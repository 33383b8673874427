package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The pictures of a file in memory: the pages of a TIFF file, or the only one. Each is decoded when it is asked for.
 */
public final class PicturePages {
    private final String name;
    private final byte[] bytes;
    private final List<TiffDirectory> directories; // none if the file is no TIFF

    PicturePages(String name, byte[] bytes) throws UnreadableImageException {
        this.name = name;
        this.bytes = bytes;
        directories = TiffDirectory.isTiff(bytes) ? TiffDirectory.pages(name, bytes) : List.of();
    }

    /** Returns the number of pictures, at least 1. */
    public int count() {
        return Math.max(1, directories.size());
    }

    /**
     * Decodes a picture. See {@link PictureFile}.
     *
     * @param page its number, from 1
     * @throws UnreadableImageException if it is too large, not in a supported format, or damaged
     */
    public Picture picture(int page) throws UnreadableImageException {
        return picture(page, PictureFile.MAX_PIXELS, pixels -> {});
    }

    /**
     * As above.
     *
     * @param maxPixels largest number of pixels accepted
     * @param before called with the number of pixels before they are decoded, so that the caller can wait until it has
     *     the memory
     */
    public Picture picture(int page, long maxPixels, LongConsumer before) throws UnreadableImageException {
        String shown = named(name, page, count());
        return directories.isEmpty()
                ? PictureFile.decode(shown, bytes, maxPixels, before)
                : PictureFile.decode(shown, new TiffPage(directories.get(page - 1)), maxPixels, before);
    }

    /** Returns what names a picture: the file, and the page if there are several, as {@code scan.tif page 2}. */
    static String named(String file, int page, int pages) {
        return pages == 1 ? file : file + " page " + page;
    }

    /** Decodes the picture of a file that must have only one. */
    Picture only(long maxPixels, LongConsumer before) throws UnreadableImageException {
        if (count() > 1) {
            throw new UnreadableImageException(
                    name, "has " + count() + " pages, expected one; save each as a file of its own", null);
        }
        return picture(1, maxPixels, before);
    }
}
