package io.github.trocr4j.cli;

import io.github.trocr4j.data.Strip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A strip as a picture file. */
final class StripPicture {
    private StripPicture() {}

    /** PNG, 140x28, 8-bit gray. */
    static byte[] png(Strip strip) throws IOException {
        BufferedImage image = new BufferedImage(Strip.WIDTH, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, Strip.WIDTH, Strip.HEIGHT, strip.pixels());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
