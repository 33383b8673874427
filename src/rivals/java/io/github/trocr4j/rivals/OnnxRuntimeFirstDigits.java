package io.github.trocr4j.rivals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Reads one picture with ONNX Runtime and ends, to measure the time from the start of the JVM. */
public final class OnnxRuntimeFirstDigits {
    private OnnxRuntimeFirstDigits() {}

    /** Arguments: a picture, the folder that {@code tools/make_rival_files.py} wrote, height and width of the input. */
    public static void main(String... args) throws IOException, OrtException {
        int height = Integer.parseInt(args[2]);
        int width = Integer.parseInt(args[3]);
        ImageIO.setUseCache(false);
        float[] values = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(height, width))
                .pixelValues(ImageIO.read(new File(args[0])));
        FloatBuffer pixels = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        pixels.put(values).flip();
        try (OnnxModel model = new OnnxModel(Path.of(args[1]), height, width, 2);
                OnnxTensor tensor = model.pixels(pixels, 1)) {
            System.out.println(model.read(tensor).get(0));
        }
    }
}
