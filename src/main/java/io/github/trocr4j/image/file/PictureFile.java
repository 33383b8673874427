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
import java.util.function.LongConsumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files from untrusted sources: PNG, JPEG, BMP, or the first frame of a GIF, of at most 20 MB and 25
 * million pixels. The dimensions are checked before pixels are decoded. JPEG and PNG files are rotated according to
 * their EXIF orientation; other metadata is ignored. JPEG files may be gray, RGB, YCbCr, CMYK or YCCK. The picture of a
 * GIF is its first frame, not the whole logical screen.
 */
public final class PictureFile {
    /** Largest file, in bytes. */
    public static final int MAX_BYTES = 20_000_000;

    /** Largest picture, in pixels. */
    public static final long MAX_PIXELS = 25_000_000;

    /**
     * Longest side in pixels, as in JPEG. Resizing uses memory in proportion to the longer side, even if the area is
     * small.
     */
    public static final int MAX_SIDE = 65_535;

    private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");

    private PictureFile() {}

    /**
     * Reads a file. See {@link Picture#of} for how its samples are read.
     *
     * @throws UnreadableImageException if it is missing, too large, not in a supported format, or damaged in any way
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
     * Reads a stream. If it is too large, reading stops at the limit.
     *
     * @param name names the picture in messages
     * @param in not closed
     * @throws UnreadableImageException if the content is too large, not in a supported format, or damaged
     * @throws IOException if reading the stream fails
     */
    public static Picture read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new UnreadableImageException(
                    name, "has more than the " + MAX_BYTES + " bytes a picture may have", null);
        }
        if (bytes.length == 0) {
            throw new UnreadableImageException(name, "is empty", null);
        }
        return of(name, bytes, MAX_PIXELS);
    }

    /**
     * Decodes a file in memory. See {@link #read}.
     *
     * @param name names the picture in messages
     * @param maxPixels largest number of pixels accepted
     * @throws UnreadableImageException if the content is too large, not in a supported format, or damaged
     */
    public static Picture of(String name, byte[] bytes, long maxPixels) throws UnreadableImageException {
        return of(name, bytes, maxPixels, pixels -> {});
    }

    /**
     * As above.
     *
     * @param before called with the number of pixels before they are decoded, so that the caller can wait until it has
     *     the memory
     */
    public static Picture of(String name, byte[] bytes, long maxPixels, LongConsumer before)
            throws UnreadableImageException {
        Optional<String> problem = problem(bytes);
        if (problem.isPresent()) {
            throw new UnreadableImageException(name, problem.get(), null);
        }
        byte[] bare = MetadataStripper.of(bytes);
        // Image readers throw all kinds of unchecked exceptions for damaged files.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
            ImageReader reader = reader(name, stream);
            try {
                Picture stored = decode(name, reader, stream, bytes, maxPixels, before);
                return ExifOrientation.upright(stored, ExifOrientation.of(bytes));
            } finally {
                reader.dispose();
            }
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (e.getCause() instanceof OutOfMemoryError memory) { // which PNG's reader wraps
                throw memory;
            }
            throw new UnreadableImageException(name, "is damaged, its decoder says '" + reason(e) + "'", e);
        }
    }

    /** Returns problems that the decoders would not detect or not describe as clearly. */
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
        throw new UnreadableImageException(name, "is not a PNG, JPEG, BMP or GIF picture; convert it to PNG", null);
    }

    private static Picture decode(
            String name, ImageReader reader, ImageInputStream stream, byte[] bytes, long maxPixels, LongConsumer before)
            throws IOException {
        DecoderWarnings warnings = new DecoderWarnings();
        reader.addIIOReadWarningListener(warnings);
        if (bytes[0] == 'G') {
            // Only GIF's reader needs this, and only GIF's reports all its rows.
            reader.addIIOReadProgressListener(warnings);
        }
        reader.setInput(stream, true, true);
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        String size = ", but is " + width + " wide and " + height + " high";
        if (width < 1 || height < 1 || width * height > maxPixels) {
            throw new UnreadableImageException(name, "should have 1 to " + maxPixels + " pixels" + size, null);
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw new UnreadableImageException(name, "should have at most " + MAX_SIDE + " pixels a side" + size, null);
        }
        before.accept(width * height);
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
