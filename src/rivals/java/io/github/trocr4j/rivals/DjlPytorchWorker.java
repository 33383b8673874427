package io.github.trocr4j.rivals;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A worker of the benchmark: DJL's PyTorch engine with a TorchScript file. Supports the work "encoder". */
public final class DjlPytorchWorker {
    private final Path folder;

    private DjlPytorchWorker(Path folder) {
        this.folder = folder;
    }

    /** Arguments: the folder that {@code tools/make_rival_files.py} wrote, the number of threads (default 2). */
    public static void main(String... args) throws IOException {
        // The native library is on the class path, and no usage data is sent to DJL.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", args.length > 1 ? args[1] : "2");
        DjlPytorchWorker worker = new DjlPytorchWorker(Path.of(args[0]));
        new RivalWorker(Map.of("encoder", worker::encoder)).serve();
    }

    /** The model stays open until the process ends. */
    private RivalWorker.Run encoder(WorkRequest request)
            throws IOException, ModelNotFoundException, MalformedModelException {
        String file = "encoder-" + request.height() + "x" + request.width() + ".pt";
        ZooModel<NDList, NDList> model = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(folder.resolve(file))
                .optEngine("PyTorch")
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = model.getNDManager();
        NDArray pixels = manager.create(
                Noise.pixelValues(request), new Shape(request.batch(), 3, request.height(), request.width()));
        return () -> {
            try (NDList states = predictor.predict(new NDList(pixels))) {
                states.singletonOrThrow();
            }
        };
    }
}
