package io.github.trocr4j.train;

import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.InferenceGraphs;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads examples with the current weights, for evaluation. */
final class ExampleReader {
    private static final int BATCH = 50;

    private final InferenceGraphs graphs;
    private final ExampleBatches batches;
    private final TrOcrConfig config;
    private final int length;

    /**
     * Creates a reader.
     *
     * @param graphs graphs that use the weights in training, without a copy
     * @param length tokens to read at most
     */
    ExampleReader(InferenceGraphs graphs, ExampleBatches batches, TrOcrConfig config, int length) {
        this.graphs = graphs;
        this.batches = batches;
        this.config = config;
        this.length = length;
    }

    /** Reads all examples of epoch 0, in order. */
    List<Validation.Read> read(Examples examples) {
        List<Validation.Read> readings = new ArrayList<>(examples.size());
        for (int start = 0; start < examples.size(); start += BATCH) {
            List<Examples.Example> some = IntStream.range(start, Math.min(start + BATCH, examples.size()))
                    .mapToObj(index -> examples.example(0, index))
                    .toList();
            try (INDArray patches =
                    batches.patches(some.stream().map(Examples.Example::picture).toList())) {
                INDArray rows = graphs.encode(patches, config.encoder().imageSize());
                Generation found = graphs.generate(rows, some.size(), length);
                for (int i = 0; i < some.size(); i++) {
                    readings.add(new Validation.Read(some.get(i).labels(), found.ids()[i], found.probabilities()[i]));
                }
            }
        }
        return readings;
    }
}
