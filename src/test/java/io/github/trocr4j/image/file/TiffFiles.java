package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** TIFF files: of Java's writer, or with any values (TIFF 6.0). */
final class TiffFiles {
    static final int WIDTH = 256;
    static final int LENGTH = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;

    private TiffFiles() {}

    /** Pages of one file, with a compression of Java's writer, such as "LZW" or "CCITT T.6". */
    static byte[] of(String compression, boolean tiles, BufferedImage... pages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionType(compression);
        if (tiles) {
            how.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            how.setTiling(32, 16, 0, 0);
        }
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (BufferedImage page : pages) {
                writer.writeToSequence(new IIOImage(page, null, null), how);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A picture as an image of this type of {@link BufferedImage}; 1-bit images are black below half. */
    static BufferedImage image(Picture picture, int type) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
        WritableRaster raster = image.getRaster();
        byte[][] planes = {picture.plane(0), picture.plane(1), picture.plane(2)};
        for (int i = 0; i < planes[0].length; i++) {
            for (int band = 0; band < raster.getNumBands(); band++) {
                int sample = planes[band][i] & 0xff;
                int stored = type == BufferedImage.TYPE_BYTE_BINARY
                        ? sample >> 7
                        : type == BufferedImage.TYPE_USHORT_GRAY ? sample << 8 : sample;
                raster.setSample(i % picture.width(), i / picture.width(), band, stored);
            }
        }
        return image;
    }

    /** The values of an uncompressed gray page in one strip behind the header. */
    static Map<Integer, long[]> values(int width, int height) {
        Map<Integer, long[]> values = new TreeMap<>();
        put(values, WIDTH, width);
        put(values, LENGTH, height);
        put(values, BITS, 8);
        put(values, COMPRESSION, 1);
        put(values, PHOTOMETRIC, 1);
        put(values, STRIP_OFFSETS, 8);
        put(values, SAMPLES, 1);
        put(values, ROWS_PER_STRIP, height);
        put(values, STRIP_BYTES, (long) width * height);
        return values;
    }

    static void put(Map<Integer, long[]> values, int tag, long... value) {
        values.put(tag, value);
    }

    /** A file of one page. */
    static byte[] of(ByteOrder order, Map<Integer, long[]> values, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[8]);
        file.writeBytes(data);
        return BareTiff.withDirectory(file, order, values);
    }

    /** A gray page with white stored as 0, turned by its orientation. */
    static byte[] whiteIsZero(Picture upright, int orientation, int inverse) {
        Picture stored = ExifOrientation.upright(upright, inverse);
        byte[] data = stored.plane(0);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) ~data[i];
        }
        Map<Integer, long[]> values = values(stored.width(), stored.height());
        put(values, PHOTOMETRIC, 0);
        put(values, ORIENTATION, orientation);
        return of(ByteOrder.BIG_ENDIAN, values, data);
    }
}
