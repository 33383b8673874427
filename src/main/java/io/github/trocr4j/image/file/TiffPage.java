package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A page of a TIFF file. Java's reader gets it as a file of its own with nothing but what the pixels need, all of it
 * checked before: the reader would follow other directories, parse colour profiles, and make room for whatever strips a
 * file claims to have.
 *
 * <p>Read are 1 to 16 bits a sample; gray with either end white, palettes, RGB, CMYK; with or without transparency;
 * without compression or with CCITT (G3, G4), LZW, Deflate, PackBits or JPEG; in strips or tiles.
 */
final class TiffPage {
    private static final int WIDTH = 256;
    private static final int LENGTH = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    private static final int FILL_ORDER = 266;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    private static final int T4_OPTIONS = 292;
    private static final int T6_OPTIONS = 293;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    static final int JPEG_TABLES = 347;
    static final int SUBSAMPLING = 530;

    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int YCBCR = 6;

    private static final int UNCOMPRESSED = 1;
    private static final int CCITT_G4 = 4;
    private static final int JPEG = 7;
    private static final Map<Long, Integer> COMPRESSIONS =
            Map.of(1L, 1, 2L, 2, 3L, 3, 4L, 4, 5L, 5, 7L, 7, 8L, 8, 32_946L, 8, 32_773L, 32_773);

    private static final int UNASSOCIATED_ALPHA = 2;
    private static final int MAX_SHORT = 65_535;

    private final TiffDirectory directory;
    private final long width;
    private final long height;
    private final int bits;
    private final int samples;
    private final int photometric;
    private final int compression;
    private final boolean tiled;
    private final boolean planar;
    private final long partWidth; // of a strip or tile
    private final long partHeight;

    TiffPage(TiffDirectory directory) {
        this.directory = directory;
        width = directory.value(WIDTH, 0);
        height = directory.value(LENGTH, 0);
        bits = small(BITS, 1);
        samples = small(SAMPLES, 1);
        compression = COMPRESSIONS.getOrDefault(directory.value(COMPRESSION, UNCOMPRESSED), 0);
        photometric = small(PHOTOMETRIC, compression > 1 && compression <= CCITT_G4 ? WHITE_IS_ZERO : MAX_SHORT);
        tiled = directory.has(TILE_OFFSETS);
        planar = samples > 1 && directory.value(PLANAR, 1) == 2;
        partWidth = tiled ? directory.value(TILE_WIDTH, 0) : width;
        partHeight =
                tiled ? directory.value(TILE_LENGTH, 0) : Math.min(height, directory.value(ROWS_PER_STRIP, height));
    }

    private int small(int tag, int otherwise) {
        return (int) Math.min(MAX_SHORT, directory.value(tag, otherwise));
    }

    long width() {
        return width;
    }

    long height() {
        return height;
    }

    /** Returns the most pixels that are decoded at once. */
    long decodedPixels() {
        return Math.max(width * height, partWidth * partHeight);
    }

    /** Returns the orientation as in {@link ExifOrientation}. */
    int orientation() {
        long orientation = directory.value(ORIENTATION, 1);
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }

    /** Returns what prevents decoding, as the end of a sentence; empty if nothing does. The size has been checked. */
    Optional<String> problem(long maxPixels) {
        Optional<String> kind = kindProblem();
        if (kind.isPresent()) {
            return kind;
        }
        if (partWidth < 1 || partHeight < 1 || partWidth > maxPixels || partWidth * partHeight > maxPixels) {
            return Optional.of("is damaged, it has no valid size of its strips or tiles");
        }
        if (tiled && (partWidth % 16 != 0 || partHeight % 16 != 0)) {
            return Optional.of("is damaged, the sides of its tiles are no multiples of 16");
        }
        long[] offsets = directory.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] counts = byteCounts(offsets);
        long parts = parts();
        if (offsets.length < parts || counts.length < parts) {
            return Optional.of("is damaged, it has " + Math.min(offsets.length, counts.length) + " of the " + parts
                    + " strips or tiles that its size needs");
        }
        long bytes = 0;
        for (int i = 0; i < parts; i++) {
            bytes += counts[i];
            if (counts[i] == 0 || offsets[i] + counts[i] > directory.file().limit()) {
                return Optional.of("is damaged, its strip or tile " + (i + 1) + " is not in the file");
            }
            if (counts[i] < leastBytes(i)) {
                return Optional.of("is damaged, its strip or tile " + (i + 1) + " ends too soon");
            }
        }
        if (bytes > directory.file().limit()) {
            return Optional.of("is damaged, its strips or tiles overlap");
        }
        return compression == JPEG ? jpegProblem(offsets, counts, parts) : Optional.empty();
    }

    private Optional<String> kindProblem() {
        if (compression == 0) {
            return Optional.of("is a TIFF picture with compression " + directory.value(COMPRESSION, 1)
                    + ", expected none, CCITT, LZW, Deflate, PackBits or JPEG; save it as PNG");
        }
        long[] each = directory.values(BITS);
        boolean alike = Arrays.stream(each).limit(samples).allMatch(value -> value == bits);
        boolean integers =
                Arrays.stream(directory.values(SAMPLE_FORMAT)).limit(samples).allMatch(value -> value == 1);
        boolean small = bits == 1 || bits == 2 || bits == 4;
        if (!alike || !integers || !(small || bits == 8 || bits == 16) || directory.value(PREDICTOR, 1) > 2) {
            return Optional.of("is a TIFF picture with samples of " + bits + " bits"
                    + (integers ? "" : " that are no natural numbers")
                    + ", expected 1, 2, 4, 8 or 16 bits; save it as PNG");
        }
        boolean fax = compression > 1 && compression <= CCITT_G4;
        boolean known = switch (photometric) {
            case WHITE_IS_ZERO, BLACK_IS_ZERO -> samples == 1 || (samples == 2 && !small);
            case PALETTE -> samples == 1 && bits <= 8 && directory.values(COLOUR_MAP).length == 3 << bits;
            case RGB -> (samples == 3 || samples == 4) && !small;
            case CMYK -> samples == 4 && bits == 8;
            case YCBCR -> samples == 3 && bits == 8 && compression == JPEG && !planar;
            default -> false;
        };
        boolean joint = (!fax || (bits == 1 && samples == 1)) && (compression != JPEG || bits == 8);
        return known && joint
                ? Optional.empty()
                : Optional.of("is a TIFF picture of a kind that is not read (colours " + photometric + ", " + samples
                        + " samples of " + bits + " bits), expected gray, a palette, RGB or CMYK; save it as PNG");
    }

    /** Returns the number of strips or tiles that the picture needs. */
    private long parts() {
        return partsAcross() * partsDown() * (planar ? samples : 1);
    }

    private long partsAcross() {
        return (width + partWidth - 1) / partWidth;
    }

    private long partsDown() {
        return (height + partHeight - 1) / partHeight;
    }

    /** Returns the bytes that an uncompressed strip or tile has at least. */
    private long leastBytes(int part) {
        if (compression != UNCOMPRESSED) {
            return 1;
        }
        boolean last = part / partsAcross() % partsDown() == partsDown() - 1;
        long rows = last && !tiled ? height - (partsDown() - 1) * partHeight : partHeight;
        return (partWidth * bits * (planar ? 1 : samples) + 7) / 8 * rows;
    }

    /** Some programs leave the lengths out if there is but one strip. */
    private long[] byteCounts(long[] offsets) {
        int tag = tiled ? TILE_BYTES : STRIP_BYTES;
        return directory.has(tag) || offsets.length != 1
                ? directory.values(tag)
                : new long[] {Math.max(0, directory.file().limit() - offsets[0])};
    }

    /** A picture inside may be larger than its strip, or be of a kind that takes long. */
    private Optional<String> jpegProblem(long[] offsets, long[] counts, long parts) {
        for (int i = 0; i < parts; i++) {
            byte[] bytes = directory.bytes(offsets[i], counts[i]);
            Optional<JpegHeader> header = JpegHeader.isJpeg(bytes) ? JpegHeader.of(bytes) : Optional.empty();
            if (header.isEmpty()
                    || header.get().problem().isPresent()
                    || header.get().ids().length != (planar ? 1 : samples)
                    || header.get().width() != partWidth
                    || header.get().height() > partHeight) {
                return Optional.of("is damaged, its strip or tile " + (i + 1) + " is no fitting JPEG picture");
            }
        }
        return Optional.empty();
    }

    /** Returns the page as a TIFF file with a single directory. There must be no {@link #problem}. */
    byte[] bare() {
        long[] offsets = directory.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] counts = byteCounts(offsets);
        int parts = (int) parts();
        boolean reversed = directory.value(FILL_ORDER, 1) == 2 && compression != JPEG;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[8]);
        long[] places = new long[parts];
        for (int i = 0; i < parts; i++) {
            places[i] = out.size();
            byte[] part = directory.bytes(offsets[i], counts[i]);
            for (int k = 0; reversed && k < part.length; k++) {
                part[k] = (byte) (Integer.reverse(part[k]) >>> 24);
            }
            out.writeBytes(part);
        }
        Map<Integer, long[]> values = new TreeMap<>();
        values.put(WIDTH, new long[] {width});
        values.put(LENGTH, new long[] {height});
        long[] sizes = new long[samples];
        Arrays.fill(sizes, bits);
        values.put(BITS, sizes);
        values.put(COMPRESSION, new long[] {compression});
        // Samples as they are stored: what they mean is decided here.
        values.put(
                PHOTOMETRIC,
                new long[] {photometric == WHITE_IS_ZERO ? BLACK_IS_ZERO : photometric == CMYK ? RGB : photometric});
        values.put(SAMPLES, new long[] {samples});
        values.put(PLANAR, new long[] {planar ? 2 : 1});
        values.put(tiled ? TILE_OFFSETS : STRIP_OFFSETS, places);
        values.put(tiled ? TILE_BYTES : STRIP_BYTES, Arrays.copyOf(counts, parts));
        if (tiled) {
            values.put(TILE_WIDTH, new long[] {partWidth});
            values.put(TILE_LENGTH, new long[] {partHeight});
        } else {
            values.put(ROWS_PER_STRIP, new long[] {partHeight});
        }
        if (hasExtra()) {
            values.put(EXTRA_SAMPLES, new long[] {UNASSOCIATED_ALPHA});
        }
        int[] kept = {T4_OPTIONS, T6_OPTIONS, PREDICTOR, COLOUR_MAP, JPEG_TABLES, SUBSAMPLING};
        for (int tag : kept) {
            if (directory.values(tag).length > 0) {
                values.put(tag, directory.values(tag));
            }
        }
        return BareTiff.withDirectory(out, directory.file().order(), values);
    }

    private boolean hasExtra() {
        return photometric == CMYK || samples == 2 || (photometric == RGB && samples == 4);
    }

    /** Returns the picture of what Java's reader has made of {@link #bare}. */
    Picture picture(BufferedImage image) {
        long extra = directory.value(EXTRA_SAMPLES, 0);
        if (photometric == CMYK) {
            return JpegColours.CMYK.picture(inverted(image.getRaster()));
        }
        if (photometric == PALETTE) {
            return Picture.of(new BufferedImage(palette(), image.getRaster(), false, null));
        }
        BufferedImage shown = image;
        if (photometric == WHITE_IS_ZERO) {
            invert(image.getRaster());
        }
        if (hasExtra()) {
            boolean alpha = extra == 1 || extra == UNASSOCIATED_ALPHA;
            int colours = samples - 1;
            int[] bands = new int[alpha ? samples : colours];
            Arrays.setAll(bands, i -> i);
            WritableRaster raster = image.getRaster();
            raster = raster.createWritableChild(
                    raster.getMinX(), raster.getMinY(), (int) width, (int) height, 0, 0, bands);
            ColorSpace space = ColorSpace.getInstance(colours == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
            shown = new BufferedImage(
                    new ComponentColorModel(
                            space,
                            alpha,
                            alpha && extra == 1,
                            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                            raster.getTransferType()),
                    raster,
                    alpha && extra == 1,
                    null);
        }
        return Picture.of(shown);
    }

    /** Returns the upper bytes of the colours; some programs store bytes only. */
    private IndexColorModel palette() {
        long[] map = directory.values(COLOUR_MAP);
        int shift = Arrays.stream(map).allMatch(value -> value < 256) ? 0 : 8;
        int size = 1 << bits;
        byte[][] colours = new byte[3][size];
        for (int i = 0; i < map.length; i++) {
            colours[i / size][i % size] = (byte) (map[i] >> shift);
        }
        return new IndexColorModel(bits, size, colours[0], colours[1], colours[2]);
    }

    /** Inverts gray samples; transparency stays. */
    private void invert(WritableRaster raster) {
        int white = (1 << bits) - 1;
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                row[x] = white - row[x];
            }
            raster.setSamples(0, y, row.length, 1, 0, row);
        }
    }

    /** Adobe's JPEG files have inks inverted, TIFF files do not. */
    private static Raster inverted(WritableRaster raster) {
        int[] row = new int[raster.getWidth() * raster.getNumBands()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = 255 - row[i];
            }
            raster.setPixels(0, y, raster.getWidth(), 1, row);
        }
        return raster;
    }
}
