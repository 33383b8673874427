package io.github.trocr4j.train;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.InferenceGraphs;
import io.github.trocr4j.graph.NativeFloats;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfig;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The last hidden states of a frozen encoder for examples that come again. Those of an example are computed once and
 * kept in a file, FLOAT [T, hidden] each, in the order in which they are first needed.
 *
 * <p>Examples are computed in the batches in which the run meets them first, whichever it needs. So their states are a
 * function of the recipe and the data, even if a product depended on the place of a row in its batch, and a resumed
 * run, which begins with an empty file, has the same ones.
 */
final class EncoderStates implements AutoCloseable {
    private final Examples examples;
    private final ExampleBatches batches;
    private final TrOcrConfig config;
    private final InferenceGraphs encoder;
    private final int batchSize;
    private final int floats;
    private final FirstSeenOrder order;
    private final AtomicIntegerArray known;
    private final Path folder;
    private final FileChannel file;
    private int unknown;

    /**
     * Creates an instance over a new file, which is deleted when it is closed or the process ends.
     *
     * @param examples with numbers
     * @param weights the encoder's do not change as long as the instance is used
     * @param folder where to keep the file
     */
    EncoderStates(
            Examples examples, ExampleBatches batches, Weights weights, GraphEngine engine, int batchSize, Path folder)
            throws IOException {
        this.examples = examples;
        this.batches = batches;
        this.config = weights.config();
        this.encoder = InferenceGraphs.live(weights, engine);
        this.batchSize = batchSize;
        this.floats = floats(config);
        this.order = new FirstSeenOrder(examples);
        this.unknown = (order.size() + batchSize - 1) / batchSize;
        this.known = new AtomicIntegerArray(unknown);
        this.folder = folder;
        this.file = FileChannel.open(
                folder.resolve("encoder-states-" + UUID.randomUUID() + ".tmp"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Returns whether a training computes some states more than once, and always the same ones. */
    static boolean pay(TrainingConfig config, Weights weights, Examples examples) {
        return weights.dataType() == DataType.FLOAT && bytes(config, weights.config(), examples) > 0;
    }

    /** Returns the size of the file for a training in bytes; 0 if there is none. */
    static long bytes(TrainingConfig config, TrOcrConfig model, Examples examples) {
        boolean same = config.freeze() == TrainingConfig.Freeze.ENCODER
                && model.encoder().hiddenDropoutProb() == 0
                && config.dropPath() == 0;
        return same && FirstSeenOrder.repeats(config, examples)
                ? (long) Float.BYTES * examples.distinct() * floats(model)
                : 0;
    }

    private static int floats(TrOcrConfig model) {
        ViTConfig c = model.encoder();
        return Math.multiplyExact(c.tokens(c.imageSize()), c.hiddenSize());
    }

    /** Prepares a batch of the endless sequence of all epochs. */
    MicroBatches.Prepared prepare(long number) {
        int[] needed = order.places(number, batchSize);
        int[] missing = missing(needed);
        // Only one group is prepared ahead: the first batch of a resumed run may need as many as it has examples.
        return missing.length == 0
                ? MicroBatches.Prepared.of(batch(number, needed))
                : new Incomplete(number, needed, missing[0], patches(missing[0]));
    }

    /** Returns the groups of these examples whose states are not in the file yet. */
    private int[] missing(int... needed) {
        return IntStream.of(needed)
                .map(place -> place / batchSize)
                .distinct()
                .filter(group -> known.get(group) == 0)
                .toArray();
    }

    /** A batch whose states are not all in the file. */
    private final class Incomplete implements MicroBatches.Prepared {
        private final long number;
        private final int[] needed;
        private final int group;
        private final INDArray patches;

        /**
         * Creates an instance.
         *
         * @param group one of the missing groups
         * @param patches its pictures
         */
        Incomplete(long number, int[] needed, int group, INDArray patches) {
            this.number = number;
            this.needed = needed;
            this.group = group;
            this.patches = patches;
        }

        @Override
        public TrainingBatch batch() {
            for (int each : missing(needed)) {
                if (each == group) {
                    encode(each, patches);
                } else {
                    try (INDArray others = patches(each)) {
                        encode(each, others);
                    }
                }
            }
            patches.close();
            return EncoderStates.this.batch(number, needed);
        }

        @Override
        public void close() {
            patches.close();
        }
    }

    /** Returns the pictures of a group; the last one is filled with the first examples. */
    private INDArray patches(int group) {
        List<Picture> pictures = IntStream.range(0, batchSize)
                .mapToObj(i -> {
                    int place = (int) (((long) group * batchSize + i) % order.size());
                    return order.example(place).picture();
                })
                .toList();
        return batches.patches(pictures);
    }

    private void encode(int group, INDArray patches) {
        float[] states =
                NativeFloats.values(encoder.encode(patches, config.encoder().imageSize()));
        int first = group * batchSize;
        int count = Math.min(batchSize, order.size() - first);
        ByteBuffer bytes = buffer(count);
        bytes.asFloatBuffer().put(states, 0, count * floats);
        try {
            for (long at = offset(first); bytes.hasRemaining(); ) {
                at += file.write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(
                    "The states of the frozen encoder need " + (offset(order.size()) >> 20) + " MB in " + folder
                            + ", but it cannot be written there: " + e.getMessage(),
                    e));
        }
        known.set(group, 1);
        if (--unknown == 0) {
            encoder.close(); // its plan is not needed any more
        }
    }

    private TrainingBatch batch(long number, int[] needed) {
        float[] states = new float[Math.multiplyExact(batchSize, floats)];
        ByteBuffer bytes = buffer(1);
        try {
            for (int i = 0; i < batchSize; i++) {
                bytes.clear();
                for (long at = offset(needed[i]); bytes.hasRemaining(); ) {
                    int read = file.read(bytes, at);
                    if (read < 0) {
                        throw new EOFException("The file of encoder states in " + folder + " became shorter.");
                    }
                    at += read;
                }
                bytes.flip().asFloatBuffer().get(states, i * floats, floats);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long hidden = config.encoder().hiddenSize();
        return batches.batch(examples, number, batchSize, NativeFloats.array(states, states.length / hidden, hidden));
    }

    private ByteBuffer buffer(int count) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES * count, floats))
                .order(ByteOrder.nativeOrder());
    }

    private long offset(int place) {
        return (long) Float.BYTES * place * floats;
    }

    @Override
    public void close() {
        encoder.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
