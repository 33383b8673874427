package io.github.trocr4j.train;

import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Patches;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingBatch;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Converts strips to input of the graphs: pixel values as HuggingFace's processor computes them, then patches. */
public final class StripBatches {
    private final TrOcrImageProcessor processor;
    private final TrOcrConfig config;

    /**
     * Creates an instance.
     *
     * @throws IllegalArgumentException if the processor's size is not the model's
     */
    public StripBatches(TrOcrImageProcessor processor, TrOcrConfig config) {
        ImageSize size = config.encoder().imageSize();
        if (processor.config().height() != size.height() || processor.config().width() != size.width()) {
            throw new IllegalArgumentException("preprocessor_config.json makes pictures of "
                    + processor.config().height() + "x" + processor.config().width() + ", but the model reads " + size
                    + ": make both the same.");
        }
        this.processor = processor;
        this.config = config;
    }

    /** Returns the patches of strips, [B*T, patchValues]. */
    public INDArray patches(List<Strip> strips) {
        ImageSize size = config.encoder().imageSize();
        List<Picture> pictures = strips.stream()
                .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                .toList();
        return Patches.of(processor.pixelValues(pictures), strips.size(), config.encoder(), size);
    }

    /**
     * Returns a batch from the endless sequence of all epochs.
     *
     * @param number number of the batch, from 0; batch n has strips n*size to (n+1)*size - 1
     * @param size strips in the batch
     */
    public TrainingBatch batch(SequenceDataset dataset, long number, int size) {
        List<Strip> strips = IntStream.range(0, size)
                .mapToObj(i -> {
                    long position = number * size + i;
                    return dataset.strip(
                            Math.toIntExact(position / dataset.size()), Math.toIntExact(position % dataset.size()));
                })
                .toList();
        int[][] labels = strips.stream().map(Strip::digits).toArray(int[][]::new);
        return TrainingBatch.of(patches(strips), labels, config);
    }
}
