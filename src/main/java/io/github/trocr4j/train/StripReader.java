package io.github.trocr4j.train;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads labelled strips with the current weights, for evaluation. */
public final class StripReader {
    private static final int BATCH = 50;

    private final InferenceGraphs graphs;
    private final StripBatches batches;
    private final TrOcrConfig config;

    /**
     * Creates a reader.
     *
     * @param graphs graphs that use the weights in training, without a copy
     */
    public StripReader(InferenceGraphs graphs, StripBatches batches, TrOcrConfig config) {
        this.graphs = graphs;
        this.batches = batches;
        this.config = config;
    }

    /** Reads all strips, in order. */
    public List<ReadStrip> read(List<Strip> strips) {
        List<ReadStrip> readings = new ArrayList<>(strips.size());
        for (int start = 0; start < strips.size(); start += BATCH) {
            List<Strip> some = strips.subList(start, Math.min(start + BATCH, strips.size()));
            try (INDArray patches = batches.patches(some)) {
                INDArray rows = graphs.encode(patches, config.encoder().imageSize());
                Generation found = graphs.generate(rows, some.size(), Strip.LENGTH);
                for (int i = 0; i < some.size(); i++) {
                    readings.add(new ReadStrip(some.get(i).digits(), found.ids()[i], found.probabilities()[i]));
                }
            }
        }
        return readings;
    }
}
