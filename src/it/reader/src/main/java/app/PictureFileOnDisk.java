package app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes picture files; needs java.desktop. */
final class PictureFileOnDisk {
    static Path write(byte[] gray, int width, int height, Path file) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, gray);
        ImageIO.setUseCache(false);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
