package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files from untrusted sources: PNG, JPEG, BMP, or the first frame of a GIF, of at most 20 MB and 25
 * million pixels. The dimensions are looked at before any pixel is decoded. JPEG and PNG files are turned as their EXIF
 * orientation says; all other metadata is ignored. JPEG files may be gray, RGB, YCbCr, CMYK or YCCK. Of a GIF's first
 * frame there is what it covers, not what it leaves of the screen.
 */
public final class PictureFile {
    /** The most bytes a file may have. */
    public static final int MOST_BYTES = 20_000_000;

    /** The most pixels a picture may have. */
    public static final long MOST_PIXELS = 25_000_000;

    /** The most pixels a side may have, as in JPEG: to resize a longer one takes memory by its length, not by its area. */
    public static final int MOST_SIDE = 65_535;

    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");

    private PictureFile() {}

    /**
     * The picture in a file; samples as by {@link Picture#of}.
     *
     * @throws UnreadableImageException if it is missing, too large, no such picture, or damaged, be it ever so little
     */
    public static Picture read(Path path) throws UnreadableImageException {
        try (InputStream in = Files.newInputStream(path)) {
            return read(path.toString(), in);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(path.toString(), "does not exist", e);
        } catch (IOException e) {
            throw new UnreadableImageException(path.toString(), "cannot be read (" + reason(e) + ")", e);
        }
    }

    /**
     * As {@link #read(Path)}, from wherever the file lies; of one that is too large no more is read than shows it.
     *
     * @param name what messages call it
     * @param in is not closed
     * @throws UnreadableImageException what is wrong with the file
     * @throws IOException what the stream says
     */
    public static Picture read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new UnreadableImageException(
                    name, "has more than the " + MOST_BYTES + " bytes a picture may have", null);
        }
        if (bytes.length == 0) {
            throw new UnreadableImageException(name, "is empty", null);
        }
        return of(name, bytes, MOST_PIXELS);
    }

    /**
     * As {@link #read}, with a file's content that is in memory.
     *
     * @param name what messages call it
     * @param mostPixels the most pixels it may have
     */
    public static Picture of(String name, byte[] bytes, long mostPixels) throws UnreadableImageException {
        Optional<String> problem = problem(bytes);
        if (problem.isPresent()) {
            throw new UnreadableImageException(name, problem.get(), null);
        }
        byte[] bare = MetadataStripper.of(bytes);
        // Image readers answer damaged files with all kinds of unchecked exceptions.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
            ImageReader reader = reader(name, stream);
            try {
                Picture stored = decode(name, reader, stream, bytes, mostPixels);
                return ExifOrientation.upright(stored, ExifOrientation.of(bytes));
            } finally {
                reader.dispose();
            }
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableImageException(name, "is damaged, its decoder says '" + reason(e) + "'", e);
        }
    }

    /** What the decoders would not see, or not say as plainly. */
    private static Optional<String> problem(byte[] bytes) {
        if (PngChunks.isPng(bytes)) {
            return PngChunks.problem(bytes);
        }
        if (JpegHeader.isJpeg(bytes)) {
            Optional<JpegHeader> header = JpegHeader.of(bytes);
            return header.isPresent() ? header.get().problem() : Optional.of("is damaged, it has no JPEG frame");
        }
        if (BmpHeader.isBmp(bytes)) {
            return BmpHeader.problem(bytes);
        }
        return UnsupportedFormat.name(bytes)
                .map(name -> "is " + name + ", expected a PNG, JPEG, BMP or GIF picture; convert it to PNG");
    }

    private static ImageReader reader(String name, ImageInputStream stream)
            throws UnreadableImageException, IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            boolean wanted = Arrays.stream(reader.getOriginatingProvider().getFormatNames())
                    .anyMatch(format -> FORMATS.contains(format.toLowerCase(Locale.ROOT)));
            if (wanted) {
                return reader;
            }
            reader.dispose();
        }
        throw new UnreadableImageException(name, "is no PNG, JPEG, BMP or GIF picture; convert it to PNG", null);
    }

    private static Picture decode(
            String name, ImageReader reader, ImageInputStream stream, byte[] bytes, long mostPixels)
            throws IOException {
        DecoderWarnings warnings = new DecoderWarnings();
        reader.addIIOReadWarningListener(warnings);
        if (bytes[0] == 'G') {
            // Of the four readers GIF's alone counts all its rows, and is alone in need of it.
            reader.addIIOReadProgressListener(warnings);
        }
        reader.setInput(stream, true, true);
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        String size = ", but is " + width + " wide and " + height + " high";
        if (width < 1 || height < 1 || width * height > mostPixels) {
            throw new UnreadableImageException(name, "should have 1 to " + mostPixels + " pixels" + size, null);
        }
        if (Math.max(width, height) > MOST_SIDE) {
            throw new UnreadableImageException(
                    name, "should have at most " + MOST_SIDE + " pixels a side" + size, null);
        }
        Picture picture = JpegHeader.isJpeg(bytes)
                ? JpegColours.of(JpegHeader.of(bytes).orElseThrow()).picture(reader.readRaster(0, null))
                : Picture.of(reader.read(0));
        Optional<String> warning = warnings.first();
        if (warning.isPresent()) {
            throw new UnreadableImageException(name, "is damaged, " + oneLine(warning.get()), null);
        }
        return picture;
    }

    private static String reason(Exception e) {
        return oneLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
