package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A folder of small pictures of one to five generated digits, with metadata.csv. */
public final class DigitLines {
    private DigitLines() {}

    /** Writes so many lines into a folder, which is created, and returns it. */
    public static Path write(Path folder, int lines) throws IOException {
        Files.createDirectories(folder);
        StringBuilder table = new StringBuilder("file_name,text\n");
        List<Strip> strips = SequenceDataset.inOrder(
                GeneratedDigits.generate(5, 5, lines * Strip.LENGTH).test());
        for (int i = 0; i < strips.size(); i++) {
            int digits = 1 + i % Strip.LENGTH;
            ImageIO.write(
                    picture(strips.get(i), digits),
                    "png",
                    folder.resolve(i + ".png").toFile());
            table.append(i + ".png," + strips.get(i).text().substring(0, digits) + "\n");
        }
        Files.writeString(folder.resolve("metadata.csv"), table);
        return folder;
    }

    private static BufferedImage picture(Strip strip, int digits) {
        BufferedImage picture = new BufferedImage(digits * Strip.SIDE, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < Strip.HEIGHT; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.getRaster().setSample(x, y, 0, strip.pixels()[y * Strip.WIDTH + x] & 0xff);
            }
        }
        return picture;
    }
}
