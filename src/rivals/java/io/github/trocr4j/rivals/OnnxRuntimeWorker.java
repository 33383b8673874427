package io.github.trocr4j.rivals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.TrOcrImageProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A worker of the benchmark: ONNX Runtime's Java API. Supports the work "encoder" and "read". This project's image
 * processor prepares the pictures, so that only the engine differs.
 *
 * <p>The class path must be in the variable CLASSPATH: ONNX Runtime 1.29 crashes without a message if the command line
 * has more than 4 KiB.
 */
public final class OnnxRuntimeWorker {
    private final Path folder;
    private final int threads;
    private OnnxModel model;

    private OnnxRuntimeWorker(Path folder, int threads) {
        this.folder = folder;
        this.threads = threads;
    }

    /** Arguments: the folder that {@code tools/make_rival_files.py} wrote, the number of threads (default 2). */
    public static void main(String... args) throws IOException {
        OnnxRuntimeWorker worker =
                new OnnxRuntimeWorker(Path.of(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 2);
        new RivalWorker(Map.of("encoder", worker::encoder, "read", worker::read)).serve();
    }

    private RivalWorker.Run encoder(WorkRequest request) throws OrtException {
        OnnxModel loaded = load(request);
        OnnxTensor pixels = loaded.pixels(Noise.pixelValues(request), request.batch());
        return () -> loaded.encode(pixels).close();
    }

    private RivalWorker.Run read(WorkRequest request) throws OrtException {
        OnnxModel loaded = load(request);
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(ImageProcessorConfig.trOcr(request.height(), request.width()));
        BufferedImage[] strips = Noise.strips(request.batch());
        FloatBuffer pixels = Noise.buffer(request);
        return () -> {
            pixels.clear();
            for (BufferedImage strip : strips) {
                pixels.put(processor.pixelValues(strip));
            }
            pixels.flip();
            try (OnnxTensor tensor = loaded.pixels(pixels, strips.length)) {
                loaded.read(tensor);
            }
        };
    }

    /** One size at a time. */
    private OnnxModel load(WorkRequest request) throws OrtException {
        if (model != null) {
            model.close();
        }
        model = new OnnxModel(folder, request.height(), request.width(), threads);
        return model;
    }
}
