package io.github.trocr4j.spark.read;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Strips of generated digits as PNG files. */
final class StripFiles {
    private StripFiles() {}

    /** Writes so many into a folder. */
    static void write(Path folder, int count) throws IOException {
        List<Strip> strips =
                SequenceDataset.inOrder(GeneratedDigits.generate(3, 5, Strip.LENGTH * count).test());
        for (int i = 0; i < count; i++) {
            write(file(folder, i), strips.get(i).pixels());
        }
    }

    /** Where strip {@code number} is. */
    static Path file(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "strip-%05d.png", number));
    }

    /** A strip's pixels as a gray PNG. */
    static void write(Path file, byte[] pixels) throws IOException {
        BufferedImage image = new BufferedImage(Strip.WIDTH, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        byte[] to = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(pixels, 0, to, 0, to.length);
        ImageIO.write(image, "png", file.toFile());
    }
}
