package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.CheckpointException;
import java.util.List;
import java.util.OptionalInt;

/**
 * A TrOCR model that generates tokens from pixel values, whatever computes it. In shapes, B is the number of pictures,
 * T of encoder tokens and L of decoder tokens. Thread-safe.
 */
public interface ImageToText extends AutoCloseable {
    /**
     * Generates tokens as HF's {@code generate(pixel_values)}.
     *
     * @param pixelValues [batch, channels, height, width], row-major
     * @return token ids without the start token, {@code num_return_sequences} rows for each picture
     * @throws IllegalArgumentException if the number of values does not match the shape, or the settings have no start
     *     token, or allow more tokens than the model has positions and a sequence does not end before
     */
    Generation generate(float[] pixelValues, int batch, ImageSize size, GenerationConfig settings);

    /**
     * Returns the cross-attention of the decoder, averaged over all heads and layers.
     *
     * @param pixelValues [batch, channels, height, width], row-major
     * @param decoderInputIds [batch][L], the start token first
     * @return for each picture, L maps
     */
    List<AttentionMaps> attention(float[] pixelValues, int batch, ImageSize size, int[][] decoderInputIds);

    /** Waits for calls in progress, if it must, and frees the model's memory. */
    @Override
    void close();

    /** Another engine than plain Java; {@link java.util.ServiceLoader} finds it. */
    interface Provider {
        /** Returns whether its libraries are there. */
        boolean isAvailable();

        /** Returns whether it computes on a graphics card. */
        boolean isOnGpu();

        /** Begins to load its libraries in the background, which takes a while. */
        void startInBackground();

        /**
         * Reads a model.
         *
         * @param tensors its parameters; the caller closes the checkpoint
         * @param threads the most threads; empty for those of the process
         * @throws CheckpointException if a tensor cannot be read, or has values that are NaN or infinite
         */
        ImageToText load(ModelTensors tensors, OptionalInt threads) throws CheckpointException;
    }
}
