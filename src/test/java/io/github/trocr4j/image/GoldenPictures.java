package io.github.trocr4j.image;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What Pillow 9.4 and HuggingFace's processor made of three pictures. Tests are skipped where the file is missing. */
final class GoldenPictures {
    private GoldenPictures() {}

    static SafetensorsFile open() throws IOException {
        Path path = Path.of("..", "shared", "golden", "preproc", "golden.safetensors");
        Assumptions.assumeTrue(Files.isRegularFile(path), "no golden file " + path);
        return SafetensorsFile.open(path);
    }

    /** An image [height, width, 3] as a picture. */
    static Picture picture(SafetensorsFile file, String name) throws IOException {
        long[] shape = file.info(name).shape();
        long[] samples = file.longs(name);
        byte[][] planes = new byte[3][samples.length / 3];
        for (int i = 0; i < samples.length; i++) {
            planes[i % 3][i / 3] = (byte) samples[i];
        }
        return Picture.rgb(planes[0], planes[1], planes[2], (int) shape[1], (int) shape[0]);
    }
}
