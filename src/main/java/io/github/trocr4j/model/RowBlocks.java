package io.github.trocr4j.model;

import java.util.stream.IntStream;

/**
 * Work on rows, split over the cores. The number of blocks is fixed, so that sums over blocks are the same to the bit on
 * any machine.
 */
final class RowBlocks {
    /** Blocks that the rows are split into. */
    static final int BLOCKS = 4;

    private RowBlocks() {}

    /** What is done to the rows of one block. */
    interface Block {
        void run(int block, int from, int to);
    }

    /** Calls {@code work} for each block and returns when all are done. */
    static void run(int rows, Block work) {
        IntStream.range(0, BLOCKS).parallel().forEach(block -> {
            int from = (int) ((long) rows * block / BLOCKS);
            int to = (int) ((long) rows * (block + 1) / BLOCKS);
            work.run(block, from, to);
        });
    }

    /** The sum of the blocks' partial sums, in the blocks' order. */
    static float[] sum(float[][] partial) {
        float[] sum = partial[0].clone();
        for (int block = 1; block < partial.length; block++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += partial[block][i];
            }
        }
        return sum;
    }
}
