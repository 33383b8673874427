package io.github.trocr4j.forward;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.kernel.Reduction;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.ComputedLogits;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.FiniteValues;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.NextLogits;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The forward pass of TrOCR in plain Java: arrays of float and loops, no native code. Calls of several threads run at
 * the same time.
 */
public final class JavaTrOcr implements ImageToText {
    private final TrOcrConfig config;
    private final VisionEncoder encoder;
    private final TextDecoder decoder;
    private final int threads;
    private final Queue<TextDecoder.Sequence> ended = new ConcurrentLinkedQueue<>(); // a few, for their memory
    private final AtomicInteger created = new AtomicInteger(); // threads with arrays of their own
    private final Queue<Workers> idle = new ConcurrentLinkedQueue<>();

    /**
     * Creates a model.
     *
     * @param values returns the values of a key of HF's checkpoints, row-major
     * @param threads most threads of a call, 1 or more
     */
    public JavaTrOcr(TrOcrConfig config, Function<String, float[]> values, int threads) {
        this.config = config;
        this.threads = threads;
        Parameters root = new Parameters(values, "", Products.fastest());
        this.encoder = new VisionEncoder(config.encoder(), root.in("encoder"));
        this.decoder = new TextDecoder(config, root);
    }

    /**
     * Reads a model.
     *
     * @param threads most threads of a call, 1 or more
     * @throws CheckpointException if a tensor cannot be read, or has values that are NaN or infinite
     */
    public static JavaTrOcr load(ModelTensors tensors, int threads) throws CheckpointException {
        List<String> suspects = new ArrayList<>();
        Function<String, float[]> read = key -> {
            try {
                return tensors.values(key);
            } catch (CheckpointException e) {
                throw new UncheckedIOException(e);
            }
        };
        try {
            JavaTrOcr model = new JavaTrOcr(
                    tensors.config(),
                    key -> {
                        float[] values = read.apply(key);
                        if (!Float.isFinite(Reduction.sum(values, 0, values.length))) {
                            suspects.add(key);
                        }
                        return values;
                    },
                    threads);
            FiniteValues.require(tensors.path(), suspects, read);
            return model;
        } catch (UncheckedIOException e) {
            throw (CheckpointException) e.getCause();
        }
    }

    @Override
    public Generation generate(float[] pixelValues, int batch, ImageSize size, GenerationConfig settings) {
        config.encoder().requireValues(pixelValues, batch, size);
        if (config.decoding() == Decoding.PARALLEL) {
            float[][][] states = encode(pixelValues, batch, size);
            int length = config.digitHead().orElseThrow().length();
            float[][][] logits = logits(states, Decoding.queries(batch, length, config.decoder()));
            return new ComputedLogits(Arrays.stream(logits).flatMap(Stream::of).toArray(float[][]::new), length)
                    .search(settings, config);
        }
        TextDecoder.Sequence[] sequences = new TextDecoder.Sequence[batch];
        int tokens = config.encoder().tokens(size);
        share(batch, (picture, workers) -> {
            float[][] states = encoder.encode(pixelValues, picture, size, workers);
            sequences[picture] = decoder.begin(states, tokens, settings.useCache(), ended.poll(), workers.own());
        });
        Generation found = Generation.search(new Cached(sequences), batch, settings, config);
        // only now, since copies of a sequence, such as beams, share what belongs to the picture
        for (int i = 0; i < batch && ended.size() < threads; i++) {
            ended.add(sequences[i]);
        }
        return found;
    }

    @Override
    public List<AttentionMaps> attention(float[] pixelValues, int batch, ImageSize size, int[][] decoderInputIds) {
        config.encoder().requireValues(pixelValues, batch, size);
        Decoding.requireRectangle(decoderInputIds, batch);
        float[][][] states = encode(pixelValues, batch, size);
        int layers = config.decoder().decoderLayers();
        float share = 1f / (layers * config.decoder().decoderAttentionHeads());
        float[][][] means =
                new float[batch][decoderInputIds[0].length][config.encoder().tokens(size)];
        teacherForcing(states, decoderInputIds, picture -> (row, head, probabilities) -> {
            float[] mean = means[picture][row];
            for (int i = 0; i < mean.length; i++) {
                mean[i] += share * probabilities[i];
            }
        });
        return Arrays.stream(means)
                .map(each -> AttentionMaps.of(each, config.encoder(), size))
                .toList();
    }

    /**
     * Encodes pictures.
     *
     * @param pixelValues [B, channels, H, W], row-major
     * @return the last hidden states, [B][T][hidden]
     */
    public float[][][] encode(float[] pixelValues, int batch, ImageSize size) {
        float[][][] states = new float[batch][][];
        int tokens = config.encoder().tokens(size);
        int d = config.encoder().hiddenSize();
        share(batch, (picture, workers) -> {
            float[][] x = encoder.encode(pixelValues, picture, size, workers);
            states[picture] = Arrays.stream(x, 0, tokens)
                    .map(row -> Arrays.copyOf(row, d))
                    .toArray(float[][]::new);
        });
        return states;
    }

    /**
     * Computes logits with teacher forcing, or in the single pass of a parallel model.
     *
     * @param decoderInputIds [B][L], the start token first; for a parallel model, at each position
     * @return [B][L][V]
     */
    public float[][][] logits(float[][][] encoderHiddenStates, int[][] decoderInputIds) {
        return teacherForcing(encoderHiddenStates, decoderInputIds, picture -> Attention.Observer.NONE);
    }

    private float[][][] teacherForcing(
            float[][][] states, int[][] ids, Function<Integer, Attention.Observer> observers) {
        Decoding.requireRectangle(ids, states.length);
        Decoding.requireInputs(ids, config);
        config.decoder().requirePositions(ids[0].length);
        boolean causal = config.decoding() == Decoding.AUTOREGRESSIVE;
        float[][][] logits = new float[ids.length][][];
        share(logits.length, (picture, workers) -> {
            int length = ids[picture].length;
            config.decoder().requireIds(ids[picture]);
            TextDecoder.Sequence sequence =
                    decoder.begin(states[picture], states[picture].length, false, null, workers.own());
            TextDecoder.Sequence[] all = new TextDecoder.Sequence[length];
            Arrays.fill(all, sequence);
            logits[picture] = decoder.append(all, ids[picture], causal, observers.apply(picture), workers.own());
        });
        return logits;
    }

    /** The decoder with the keys and values of the tokens so far. */
    private final class Cached implements NextLogits {
        private TextDecoder.Sequence[] sequences;
        private int length;

        Cached(TextDecoder.Sequence[] sequences) {
            this.sequences = sequences;
        }

        @Override
        public float[][] next(int[] ids, int[] from) {
            config.decoder().requirePositions(++length);
            config.decoder().requireIds(ids);
            TextDecoder.Sequence[] before = sequences;
            TextDecoder.Sequence[] continued = new TextDecoder.Sequence[from.length];
            boolean[] taken = new boolean[before.length];
            for (int row = 0; row < from.length; row++) {
                TextDecoder.Sequence sequence = before[from[row]];
                continued[row] = taken[from[row]] ? sequence.copy() : sequence;
                taken[from[row]] = true;
            }
            sequences = continued;
            float[][] logits = new float[ids.length][];
            int shares = Math.min(threads, ids.length);
            share(shares, (part, workers) -> {
                int first = ids.length * part / shares;
                int last = ids.length * (part + 1) / shares;
                float[][] rows = decoder.append(
                        Arrays.copyOfRange(continued, first, last),
                        Arrays.copyOfRange(ids, first, last),
                        true,
                        Attention.Observer.NONE,
                        workers.own());
                System.arraycopy(rows, 0, logits, first, rows.length);
            });
            return logits;
        }
    }

    @FunctionalInterface
    private interface Work {
        void compute(int part, Workers workers);
    }

    /** Lets each thread compute a share of the parts, such as pictures; several share the rows of a single one. */
    private void share(int batch, Work work) {
        int shares = Math.min(threads, batch);
        if (shares == 1) {
            some(0, batch, threads, work);
        } else {
            IntStream.range(0, shares)
                    .parallel()
                    .forEach(i -> some(batch * i / shares, batch * (i + 1) / shares, 1, work));
        }
    }

    private void some(int first, int last, int most, Work work) {
        Workers workers = idle.poll();
        if (workers == null) {
            workers = new Workers(created.getAndAdd(threads), threads);
        }
        for (int picture = first; picture < last; picture++) {
            work.compute(picture, workers.most(most));
        }
        idle.add(workers);
    }

    /** Does nothing: memory is the garbage collector's. */
    @Override
    public void close() {}
}
