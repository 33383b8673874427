package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFormat;
import java.awt.image.BufferedImage;
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
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files from untrusted sources: PNG, JPEG, BMP, the first frame of a GIF, or the pages of a TIFF, of at
 * most 20 MB and 25 million pixels a picture. What a file is, its content tells, whatever its name. The dimensions are
 * checked before pixels are decoded. JPEG, PNG and TIFF files are rotated according to their EXIF orientation; other
 * metadata is ignored. JPEG files may be gray, RGB, YCbCr, CMYK or YCCK; for TIFF files see {@link TiffPage}. The
 * picture of a GIF is its first frame, not the whole logical screen.
 *
 * <p>{@code read} and {@code of} refuse files of several pages; {@link #pages} takes them.
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

    private static final Set<String> FORMATS =
            Arrays.stream(PictureFormat.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private PictureFile() {}

    /**
     * Reads a file. See {@link Picture#of} for how its samples are read.
     *
     * @throws UnreadableImageException if it is missing, too large, not in a supported format, or damaged in any way
     */
    public static Picture read(Path path) throws UnreadableImageException {
        return pages(path).only(MAX_PIXELS, pixels -> {});
    }

    /**
     * Returns the pictures of a file.
     *
     * @throws UnreadableImageException if it is missing, empty or too large, or has too many pages
     */
    public static PicturePages pages(Path path) throws UnreadableImageException {
        try (InputStream in = Files.newInputStream(path)) {
            return pages(path.toString(), in);
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
        return pages(name, in).only(MAX_PIXELS, pixels -> {});
    }

    /** Returns the pictures of a stream; otherwise as {@link #read(String, InputStream)}. */
    public static PicturePages pages(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new UnreadableImageException(
                    name, "has more than the " + MAX_BYTES + " bytes a picture may have", null);
        }
        if (bytes.length == 0) {
            throw new UnreadableImageException(name, "is empty", null);
        }
        return new PicturePages(name, bytes);
    }

    /**
     * Returns the pictures of a file in memory.
     *
     * @param name names the file in messages
     * @throws UnreadableImageException if it is a TIFF file with too many pages, or none
     */
    public static PicturePages pages(String name, byte[] bytes) throws UnreadableImageException {
        return new PicturePages(name, bytes);
    }

    /**
     * Decodes a file in memory. See {@link #read}.
     *
     * @param name names the picture in messages
     * @param maxPixels largest number of pixels accepted
     * @throws UnreadableImageException if the content is too large, not in a supported format, or damaged
     */
    public static Picture of(String name, byte[] bytes, long maxPixels) throws UnreadableImageException {
        return pages(name, bytes).only(maxPixels, pixels -> {});
    }

    /** Returns the format of a file by its first bytes; empty if it is not read. */
    public static Optional<PictureFormat> format(byte[] start) {
        if (PngChunks.isPng(start)) {
            return Optional.of(PictureFormat.PNG);
        }
        if (JpegHeader.isJpeg(start) && (start[2] & 0xff) == 0xff) {
            return Optional.of(PictureFormat.JPEG);
        }
        if (BmpHeader.isBmp(start)) {
            return Optional.of(PictureFormat.BMP);
        }
        if (start.length > 5 && start[0] == 'G' && start[1] == 'I' && start[2] == 'F' && start[3] == '8') {
            return Optional.of(PictureFormat.GIF);
        }
        return TiffDirectory.isTiff(start) ? Optional.of(PictureFormat.TIFF) : Optional.empty();
    }

    /** Decodes a file that is no TIFF. */
    static Picture decode(String name, byte[] bytes, long maxPixels, LongConsumer before)
            throws UnreadableImageException {
        Optional<String> problem = problem(bytes);
        if (problem.isPresent()) {
            throw new UnreadableImageException(name, problem.get(), null);
        }
        Optional<PlainPng> png = PngChunks.isPng(bytes) ? PlainPng.of(bytes) : Optional.empty();
        if (png.isPresent()) {
            return decode(name, png.get(), bytes, maxPixels, before);
        }
        return whileReading(name, MetadataStripper.of(bytes), reader -> {
            DecoderWarnings warnings = listen(reader, bytes[0] == 'G');
            before.accept(requirePixels(name, reader.getWidth(0), reader.getHeight(0), maxPixels));
            Picture stored = JpegHeader.isJpeg(bytes)
                    ? JpegColours.of(JpegHeader.of(bytes).orElseThrow()).picture(reader.readRaster(0, null))
                    : Picture.of(reader.read(0));
            requireNone(name, warnings);
            return ExifOrientation.upright(stored, ExifOrientation.of(bytes));
        });
    }

    private static Picture decode(String name, PlainPng png, byte[] bytes, long maxPixels, LongConsumer before)
            throws UnreadableImageException {
        before.accept(requirePixels(name, png.width(), png.height(), maxPixels));
        try {
            return ExifOrientation.upright(png.picture(), ExifOrientation.of(bytes));
        } catch (DataFormatException e) {
            String problem = e.getMessage() == null ? "its pixels cannot be decompressed" : oneLine(e.getMessage());
            throw new UnreadableImageException(name, "is damaged, " + problem, e);
        }
    }

    /** Decodes a page of a TIFF file. */
    static Picture decode(String name, TiffPage page, long maxPixels, LongConsumer before)
            throws UnreadableImageException {
        requirePixels(name, page.width(), page.height(), maxPixels);
        Optional<String> problem = page.problem(maxPixels);
        if (problem.isPresent()) {
            throw new UnreadableImageException(name, problem.get(), null);
        }
        before.accept(page.decodedPixels());
        return whileReading(name, page.bare(), reader -> {
            DecoderWarnings warnings = listen(reader, false);
            BufferedImage image = reader.read(0);
            requireNone(name, warnings);
            return ExifOrientation.upright(page.picture(image), page.orientation());
        });
    }

    @FunctionalInterface
    private interface Decoding {
        Picture picture(ImageReader reader) throws IOException;
    }

    /** Image readers throw all kinds of unchecked exceptions for damaged files. */
    private static Picture whileReading(String name, byte[] bare, Decoding decoding) throws UnreadableImageException {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
            ImageReader reader = reader(name, stream);
            try {
                reader.setInput(stream, true, true);
                return decoding.picture(reader);
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
        return OtherFormat.of(bytes)
                .map(other -> "is " + other.description() + ", expected a " + PictureFormat.NAMES + " picture; "
                        + other.cure());
    }

    private static ImageReader reader(String name, ImageInputStream stream)
            throws UnreadableImageException, IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            boolean wanted = Arrays.stream(reader.getOriginatingProvider().getFormatNames())
                    .anyMatch(format -> FORMATS.contains(format.toUpperCase(Locale.ROOT)));
            if (wanted) {
                return reader;
            }
            reader.dispose();
        }
        throw new UnreadableImageException(
                name, "is not a " + PictureFormat.NAMES + " picture; convert it to PNG", null);
    }

    /** Only GIF's reader needs to be listened to for its progress, and only GIF's reports all its rows. */
    private static DecoderWarnings listen(ImageReader reader, boolean progress) {
        DecoderWarnings warnings = new DecoderWarnings();
        reader.addIIOReadWarningListener(warnings);
        if (progress) {
            reader.addIIOReadProgressListener(warnings);
        }
        return warnings;
    }

    private static void requireNone(String name, DecoderWarnings warnings) throws UnreadableImageException {
        Optional<String> warning = warnings.first();
        if (warning.isPresent()) {
            throw new UnreadableImageException(name, "is damaged, " + oneLine(warning.get()), null);
        }
    }

    private static long requirePixels(String name, long width, long height, long maxPixels)
            throws UnreadableImageException {
        String size = ", but is " + width + " wide and " + height + " high";
        if (width < 1 || height < 1 || width > maxPixels || width * height > maxPixels) {
            throw new UnreadableImageException(name, "should have 1 to " + maxPixels + " pixels" + size, null);
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw new UnreadableImageException(name, "should have at most " + MAX_SIDE + " pixels a side" + size, null);
        }
        return width * height;
    }

    private static String reason(Exception e) {
        return oneLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
