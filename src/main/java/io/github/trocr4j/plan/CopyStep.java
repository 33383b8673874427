package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.List;

/** Copies values between two views of the same shape, to gather, scatter or make them dense. */
final class CopyStep implements Step {
    private static final int MIN_PARALLEL_VALUES = 16_384;

    private final Tensor from;
    private final Tensor to;

    CopyStep(Tensor from, Tensor to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public List<Memory> reads() {
        return List.of(from.memory());
    }

    @Override
    public List<Memory> writes() {
        return List.of(to.memory());
    }

    @Override
    public void run(Team team) {
        int size = from.size();
        if (size == 0) {
            return;
        }
        if (from.isDense() && to.isDense()) {
            to.memory().floats().put(to.offset(), from.memory().floats(), from.offset(), size);
            return;
        }
        int outer = from.shape()[0];
        if (size < MIN_PARALLEL_VALUES || outer == 1) {
            runAlone();
            return;
        }
        int parts = Math.min(outer, 4 * team.threads());
        team.run(parts, part -> {
            int last = (int) ((long) outer * (part + 1) / parts);
            for (int i = (int) ((long) outer * part / parts); i < last; i++) {
                copy(1, from.offset() + i * from.strides()[0], to.offset() + i * to.strides()[0]);
            }
        });
    }

    /** Copies in the calling thread. */
    void runAlone() {
        copy(0, from.offset(), to.offset());
    }

    private void copy(int axis, int source, int target) {
        FloatBuffer in = from.memory().floats();
        FloatBuffer out = to.memory().floats();
        if (axis == from.rank()) {
            out.put(target, in.get(source));
            return;
        }
        int n = from.shape()[axis];
        int sourceStride = from.strides()[axis];
        int targetStride = to.strides()[axis];
        if (axis < from.rank() - 1) {
            for (int i = 0; i < n; i++) {
                copy(axis + 1, source + i * sourceStride, target + i * targetStride);
            }
        } else if (sourceStride == 1 && targetStride == 1) {
            out.put(target, in, source, n);
        } else {
            for (int i = 0; i < n; i++) {
                out.put(target + i * targetStride, in.get(source + i * sourceStride));
            }
        }
    }
}
