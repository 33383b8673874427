package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A picture of a file: its only one, or a page of a TIFF file.
 *
 * @param file the file
 * @param page the number of the page, from 1
 * @param pages how many the file has
 */
public record FilePage(Path file, int page, int pages) {
    /** Returns the pictures of a file. One that cannot be opened has a single page, which cannot be read either. */
    public static List<FilePage> of(Path file) {
        int pages = isTiff(file) ? count(file) : 1;
        return IntStream.rangeClosed(1, pages)
                .mapToObj(page -> new FilePage(file, page, pages))
                .toList();
    }

    private static boolean isTiff(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return TiffDirectory.isTiff(in.readNBytes(4));
        } catch (IOException e) {
            return false;
        }
    }

    private static int count(Path file) {
        try {
            return PictureFile.pages(file).count();
        } catch (UnreadableImageException e) {
            return 1;
        }
    }

    /**
     * Decodes the picture.
     *
     * @throws UnreadableImageException as by {@link PictureFile#read(Path)}
     */
    public Picture picture() throws UnreadableImageException {
        return PictureFile.pages(file).picture(page);
    }

    /** Returns the file as it is given here, and the page if there are several: {@code scan.tif page 2}. */
    public String named(String file) {
        return PicturePages.named(file, page, pages);
    }

    @Override
    public String toString() {
        return named(file.toString());
    }
}
