package io.github.trocr4j.image.file;

import java.awt.image.BandedSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files of raw components, to which segments are added that say what the components mean. */
final class JpegFiles {
    private JpegFiles() {}

    /** A file of these components with the best quality, without JFIF or Adobe segment. */
    static byte[] of(int width, int height, byte[]... components) throws IOException {
        Raster raster = Raster.createRaster(
                new BandedSampleModel(DataBuffer.TYPE_BYTE, width, height, components.length),
                new DataBufferByte(components, width * height),
                null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Adds JFIF's segment. */
    static byte[] jfif(byte[] jpeg) {
        return with(jpeg, 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0");
    }

    /** Adds Adobe's segment, which names the colour transform. */
    static byte[] adobe(byte[] jpeg, int transform) {
        return with(jpeg, 0xee, "Adobe\0\144\0\0\0\0" + (char) transform);
    }

    /** Inserts a segment of Latin-1 characters after the start. */
    static byte[] with(byte[] jpeg, int marker, String content) {
        return ByteBuffer.allocate(jpeg.length + 4 + content.length())
                .put(jpeg, 0, 2)
                .putShort((short) (0xff00 | marker))
                .putShort((short) (content.length() + 2))
                .put(content.getBytes(StandardCharsets.ISO_8859_1))
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** Changes the ids of the components, in the frame and in the scan. */
    static byte[] numbered(byte[] jpeg, int... ids) {
        byte[] out = jpeg.clone();
        int frame = marker(out, 0xc0);
        int scan = marker(out, 0xda);
        for (int i = 0; i < ids.length; i++) {
            out[frame + 10 + 3 * i] = (byte) ids[i];
            out[scan + 5 + 2 * i] = (byte) ids[i];
        }
        return out;
    }

    /** Returns the position of the first such marker. */
    static int marker(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != marker) {
            at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
        }
        return at;
    }
}
