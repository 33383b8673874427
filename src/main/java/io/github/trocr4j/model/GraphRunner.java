package io.github.trocr4j.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one graph in a session of its own instead of SameDiff's sessions, which are kept for each thread that ever called.
 * Not for several threads at once.
 */
final class GraphRunner {
    private final JavaKernelSession session;

    GraphRunner(SameDiff sd, TrOcrConfig config) {
        session = new JavaKernelSession(
                sd,
                gain -> gain.startsWith("encoder.")
                        ? config.encoder().layerNormEps()
                        : TrOcrDecoderConfig.LAYER_NORM_EPS);
        session.setMmgr(new ArrayCacheMemoryMgr());
    }

    /** Values of {@code names}; they belong to the caller, who closes them. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> names) {
        return session.run(placeholders, names);
    }
}
