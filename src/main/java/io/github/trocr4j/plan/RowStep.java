package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fused row operations: copies a few rows into {@link TileBuffers}, applies all operations to them, and stores the
 * results that other steps read. Results are stored last, so they may overwrite inputs.
 */
final class RowStep implements StackStep.Stackable {
    /** Number of values in a tile, so that about five tiles fit in the cache of a core. */
    private static final int TILE = 2048;
    /** Number of blocks of rows. It is constant, so sums have the same bits with any number of threads. */
    static final int BLOCKS = 8;
    /** Steps with fewer values run in one thread. */
    private static final int MIN_PARALLEL_VALUES = 16_384;

    private final List<PlanBuilder.RowNode> nodes;
    private final int rows;
    private final int width;
    private final TileBuffers[] buffers;
    private final Map<Memory.Span, Integer> tiles = new LinkedHashMap<>();
    private final List<Memory.Span> loads = new ArrayList<>();
    private final List<Memory.Span> vectors = new ArrayList<>();
    private final List<Memory.Span> stores;
    private final List<Memory.Span> sums = new ArrayList<>();
    private final RowOp.Operands[] operands;
    private final int[] loadTiles;
    private final int[] storeTiles;
    private final int[] sumLengths;

    /**
     * Creates a step.
     *
     * @param nodes operations in a valid order
     * @param stores results that other steps read
     * @param buffers buffers of each block, shared by all steps of a plan
     */
    RowStep(List<PlanBuilder.RowNode> nodes, List<Memory.Span> stores, TileBuffers[] buffers) {
        this.nodes = nodes;
        this.rows = nodes.get(0).rows();
        this.width = nodes.get(0).width();
        this.stores = stores;
        this.buffers = buffers;
        this.operands = nodes.stream().map(this::operandsOf).toArray(RowOp.Operands[]::new);
        this.loadTiles = loads.stream().mapToInt(tiles::get).toArray();
        this.storeTiles = stores.stream().mapToInt(tiles::get).toArray();
        this.sumLengths = sums.stream().mapToInt(Memory.Span::length).toArray();
    }

    private RowOp.Operands operandsOf(PlanBuilder.RowNode node) {
        int[] in = node.tiles().stream().mapToInt(this::tileOf).toArray();
        int[] rowsForAll = node.vectors().stream().mapToInt(this::vectorOf).toArray();
        int out = -1;
        if (node.out() != null) {
            out = tiles.size();
            tiles.put(node.out(), out);
        }
        int firstSum = sums.size();
        sums.addAll(node.sums());
        int[] sumIndices = IntStream.range(firstSum, sums.size()).toArray();
        return new RowOp.Operands(in, rowsForAll, out, sumIndices);
    }

    private int tileOf(Memory.Span span) {
        return tiles.computeIfAbsent(span, missing -> {
            loads.add(missing);
            return tiles.size();
        });
    }

    private int vectorOf(Memory.Span span) {
        int index = vectors.indexOf(span);
        if (index < 0) {
            vectors.add(span);
        }
        return index < 0 ? vectors.size() - 1 : index;
    }

    @Override
    public List<Memory> reads() {
        return Stream.concat(loads.stream(), vectors.stream())
                .map(Memory.Span::memory)
                .toList();
    }

    @Override
    public List<Memory> writes() {
        return Stream.concat(stores.stream(), sums.stream())
                .map(Memory.Span::memory)
                .toList();
    }

    @Override
    public List<Memory> computes() {
        return nodes.stream()
                .flatMap(PlanBuilder.RowNode::outputs)
                .map(Memory.Span::memory)
                .toList();
    }

    @Override
    public boolean worksInPlace(Memory read, Memory written) {
        List<Memory.Span> from =
                loads.stream().filter(span -> span.memory() == read).toList();
        return !from.isEmpty()
                && from.stream().allMatch(span -> span.isWholeMemory() && span.length() == rows * width)
                && vectors.stream().noneMatch(span -> span.memory() == read)
                && stores.stream().anyMatch(span -> span.memory() == written && span.isWholeMemory());
    }

    @Override
    public void run(Team team) {
        int blocks = Math.min(BLOCKS, rows);
        if (rows * width < MIN_PARALLEL_VALUES) {
            for (int block = 0; block < blocks; block++) {
                runBlock(block, blocks);
            }
        } else {
            team.run(blocks, block -> runBlock(block, blocks));
        }
        for (int i = 0; i < sumLengths.length; i++) {
            float[] sum = buffers[0].sum(i);
            for (int block = 1; block < blocks; block++) {
                RowOp.add(sum, buffers[block].sum(i), sum, sumLengths[i]);
            }
            sums.get(i).write(0, sum, 0, sumLengths[i]);
        }
    }

    private void runBlock(int block, int blocks) {
        buffers[block].prepareSums(sumLengths);
        runRows((int) ((long) rows * block / blocks), (int) ((long) rows * (block + 1) / blocks), buffers[block]);
    }

    private void runRows(int from, int to, TileBuffers r) {
        int atOnce = Math.max(1, TILE / width);
        r.prepare(tiles.size(), atOnce * width, vectors.size(), width);
        for (int i = 0; i < vectors.size(); i++) {
            repeat(vectors.get(i), r.vector(i), Math.min(atOnce, to - from));
        }
        for (int first = from; first < to; first += atOnce) {
            int count = Math.min(atOnce, to - first);
            for (int i = 0; i < loadTiles.length; i++) {
                load(loads.get(i), r.tile(loadTiles[i]), first, count);
            }
            for (int i = 0; i < operands.length; i++) {
                nodes.get(i).op().run(r, operands[i], first, count);
            }
            for (int i = 0; i < storeTiles.length; i++) {
                stores.get(i).write(first * width, r.tile(storeTiles[i]), 0, count * width);
            }
        }
    }

    /** Any row can be an element, unless there are sums over rows. */
    @Override
    public int stack() {
        return sums.isEmpty() ? rows : 1;
    }

    @Override
    public long work() {
        return 8L * rows * width;
    }

    @Override
    public Set<Integer> offsets(Memory memory, int index, int stack) {
        Set<Integer> offsets = new HashSet<>();
        for (Memory.Span span : vectors) {
            if (span.memory() == memory) {
                offsets.add(-1);
            }
        }
        for (Memory.Span span : Stream.concat(loads.stream(), stores.stream()).toList()) {
            if (span.memory() == memory) {
                offsets.add(span.length() == rows * width ? span.offset() + index * (rows / stack) * width : -1);
            }
        }
        return offsets;
    }

    @Override
    public int rows(int stack) {
        return rows / stack;
    }

    @Override
    public boolean readsByRows(Memory memory) {
        return true;
    }

    @Override
    public void run(int index, int stack, int from, int to, int part) {
        int first = index * (rows / stack);
        runRows(first + from, first + to, buffers[part]);
    }

    private void repeat(Memory.Span vector, float[] tile, int times) {
        vector.read(0, tile, 0, width);
        for (int row = 1; row < times; row++) {
            System.arraycopy(tile, 0, tile, row * width, width);
        }
    }

    private void load(Memory.Span span, float[] tile, int first, int count) {
        int period = span.length() / width;
        if (period == rows) {
            span.read(first * width, tile, 0, count * width);
            return;
        }
        for (int row = 0; row < count; row++) {
            span.read((first + row) % period * width, tile, row * width, width);
        }
    }
}
