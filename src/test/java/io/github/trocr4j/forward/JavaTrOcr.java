package io.github.trocr4j.forward;

import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The forward pass of TrOCR in plain Java: arrays of float and loops, no native code. Thread-safe; calls of several
 * threads run at the same time.
 */
public final class JavaTrOcr {
    private final VisionEncoder encoder;
    private final TextDecoder decoder;
    private final int threads;
    private final Queue<Workers> idle = new ConcurrentLinkedQueue<>();

    /**
     * Creates a model.
     *
     * @param values returns the values of a key of HF's checkpoints, row-major
     * @param threads most threads of a call, 1 or more
     */
    public JavaTrOcr(TrOcrConfig config, Function<String, float[]> values, int threads) {
        this.threads = threads;
        Parameters root = new Parameters(values, "");
        this.encoder = new VisionEncoder(config.encoder(), root.in("encoder"));
        this.decoder = new TextDecoder(config, root);
    }

    /**
     * Encodes pictures.
     *
     * @param pixelValues [B, channels, H, W], row-major
     * @return the last hidden states, [B][T][hidden]
     */
    public float[][][] encode(float[] pixelValues, int batch, ImageSize size) {
        float[][][] states = new float[batch][][];
        share(batch, (picture, workers) -> states[picture] = encoder.encode(pixelValues, picture, size, workers));
        return states;
    }

    /**
     * Computes logits with teacher forcing.
     *
     * @param decoderInputIds [B][L], the start token first
     * @param causal whether a token attends to itself and earlier ones only
     * @return [B][L][V]
     */
    public float[][][] logits(float[][][] encoderHiddenStates, int[][] decoderInputIds, boolean causal) {
        float[][][] logits = new float[decoderInputIds.length][][];
        share(logits.length, (picture, workers) -> {
            int[] ids = decoderInputIds[picture];
            TextDecoder.Sequence sequence = decoder.begin(encoderHiddenStates[picture], ids.length, workers.own());
            TextDecoder.Sequence[] all = new TextDecoder.Sequence[ids.length];
            Arrays.fill(all, sequence);
            logits[picture] = decoder.append(all, ids, causal, Attention.Observer.NONE, workers.own());
        });
        return logits;
    }

    @FunctionalInterface
    private interface PictureWork {
        void compute(int picture, Workers workers);
    }

    /** Lets each thread compute a share of the pictures; several share the rows of a single one. */
    private void share(int batch, PictureWork work) {
        int shares = Math.min(threads, batch);
        if (shares == 1) {
            some(0, batch, threads, work);
        } else {
            IntStream.range(0, shares)
                    .parallel()
                    .forEach(i -> some(batch * i / shares, batch * (i + 1) / shares, 1, work));
        }
    }

    private void some(int first, int last, int most, PictureWork work) {
        Workers workers = idle.poll();
        if (workers == null) {
            workers = new Workers(threads);
        }
        for (int picture = first; picture < last; picture++) {
            work.compute(picture, workers.most(most));
        }
        idle.add(workers);
    }
}
