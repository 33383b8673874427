package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG files as Java writes them, and CMYK files. See {@link JpegFiles} for files with added segments. */
final class JpegPictures {
    private JpegPictures() {}

    /** Gray, or YCbCr with chroma at half the resolution. */
    static byte[] of(Picture picture, boolean progressive) throws IOException {
        int type = picture.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
            byte[] plane = picture.plane(band);
            for (int i = 0; i < plane.length; i++) {
                image.getRaster().setSample(i % picture.width(), i / picture.width(), band, plane[i] & 0xff);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.9f);
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Four inks as Adobe writes them, 255 for none: the paper's colour, and black where the picture is dark. */
    static byte[] inks(Picture picture) throws IOException {
        byte[] gray = picture.gray();
        byte[][] planes = new byte[4][gray.length];
        for (int i = 0; i < gray.length; i++) {
            planes[0][i] = (byte) 250;
            planes[1][i] = (byte) (200 + (gray[i] & 0xff) / 5);
            planes[2][i] = (byte) 230;
            planes[3][i] = gray[i];
        }
        return JpegFiles.of(picture.width(), picture.height(), planes);
    }

    /** Like {@link #inks}, with the first three as YCbCr of the inverted inks. */
    static byte[] transformedInks(Picture picture) throws IOException {
        byte[] gray = picture.gray();
        byte[][] planes = new byte[4][gray.length];
        for (int i = 0; i < gray.length; i++) {
            planes[0][i] = (byte) (20 - (gray[i] & 0xff) / 15);
            planes[1][i] = (byte) 120;
            planes[2][i] = (byte) 134;
            planes[3][i] = gray[i];
        }
        return JpegFiles.of(picture.width(), picture.height(), planes);
    }

    /** Red, green and blue without a transform. */
    static byte[] components(Picture picture) throws IOException {
        return JpegFiles.of(picture.width(), picture.height(), picture.plane(0), picture.plane(1), picture.plane(2));
    }

    /** Stores the picture as a rotated camera does, with the orientation that restores it. */
    static byte[] turned(Picture picture, int orientation) throws IOException {
        int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
        return JpegFiles.with(
                of(ExifOrientation.upright(picture, inverse), false), 0xe1, "Exif\0\0" + tiff(orientation));
    }

    /** Exif data with an orientation, as Latin-1 characters. */
    static String tiff(int orientation) {
        return "MM\0*\0\0\0\b\0\1\1\22\0\3\0\0\0\1\0" + (char) orientation + "\0\0\0\0\0\0";
    }

    /** A small file whose frame claims another size. */
    static byte[] claiming(int width, int height) throws IOException {
        byte[] jpeg = of(Picture.gray(new byte[64], 8, 8), false);
        ByteBuffer.wrap(jpeg, JpegFiles.marker(jpeg, 0xc0) + 5, 4)
                .putShort((short) height)
                .putShort((short) width);
        return jpeg;
    }

    /** A file with far too many scans. */
    static byte[] manyScans() throws IOException {
        byte[] jpeg = of(Picture.gray(new byte[64], 8, 8), false);
        byte[] scans = Arrays.copyOf(jpeg, jpeg.length + 202);
        for (int i = jpeg.length; i < scans.length; i += 2) {
            scans[i] = (byte) 0xff;
            scans[i + 1] = (byte) 0xda;
        }
        return scans;
    }
}
