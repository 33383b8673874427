package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fuses row operations. First, each operation moves down to the group of the first reader of its result. Then each
 * group moves up to the group that computes the last of its inputs. Both moves keep every write before its reads, so
 * the order of all other steps does not change.
 */
final class RowFusion {
    /** Maximum number of inputs and results of a group, so that their tiles fit in the cache. */
    private static final int MAX_TILES = 16;

    private final List<PlanBuilder.Item> items;
    private final Set<Memory> outputs;
    private final Map<Memory, List<Integer>> readers = new HashMap<>();
    private final Map<Memory, Integer> writers = new HashMap<>();
    private final int[] groupOf;
    private final Map<Integer, List<Integer>> members = new HashMap<>();

    private RowFusion(List<PlanBuilder.Item> items, Set<Memory> outputs) {
        this.items = items;
        this.outputs = outputs;
        this.groupOf = IntStream.range(0, items.size()).toArray();
        for (int i = 0; i < items.size(); i++) {
            int index = i;
            items.get(i)
                    .reads()
                    .forEach(memory -> readers.computeIfAbsent(memory, m -> new ArrayList<>())
                            .add(index));
            items.get(i).writes().forEach(memory -> writers.put(memory, index));
            members.put(i, new ArrayList<>(List.of(i)));
        }
    }

    /**
     * Returns the steps for {@code items}.
     *
     * @param outputs memory whose values are needed after the last step
     */
    static List<Step> steps(List<PlanBuilder.Item> items, Set<Memory> outputs) {
        RowFusion fusion = new RowFusion(items, outputs);
        fusion.moveDown();
        fusion.moveUp();
        return fusion.steps();
    }

    private void moveDown() {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).node() != null) {
                int first = items.get(i).writes().stream()
                        .flatMap(memory -> readers.getOrDefault(memory, List.of()).stream())
                        .mapToInt(reader -> groupOf[reader])
                        .min()
                        .orElse(-1);
                if (first >= 0) {
                    join(i, first);
                }
            }
        }
    }

    private void moveUp() {
        for (int group = 0; group < items.size(); group++) {
            if (members.containsKey(group) && items.get(group).node() != null) {
                int mine = group;
                int last = members.get(group).stream()
                        .flatMap(member -> items.get(member).reads().stream())
                        .filter(writers::containsKey)
                        .mapToInt(memory -> groupOf[writers.get(memory)])
                        .filter(writer -> writer != mine)
                        .max()
                        .orElse(-1);
                if (last >= 0) {
                    join(group, last);
                }
            }
        }
    }

    /**
     * Merges group {@code from} into group {@code to} if both have rows of the same number and width and can be fused.
     */
    private void join(int from, int to) {
        PlanBuilder.RowNode a = items.get(from).node();
        PlanBuilder.RowNode b = items.get(to).node();
        if (from == to || b == null || !a.hasRowsOf(b)) {
            return;
        }
        List<Integer> together = new ArrayList<>(members.get(from));
        together.addAll(members.get(to));
        if (!isFusible(together)) {
            return;
        }
        members.get(from).forEach(member -> groupOf[member] = to);
        members.remove(from);
        members.put(to, together);
    }

    /** Returns whether each row depends only on the same row of other operations, and there are not too many tiles. */
    private boolean isFusible(Collection<Integer> group) {
        Set<Memory> results = new HashSet<>();
        Set<Memory> sums = new HashSet<>();
        Set<Memory.Span> tiles = new HashSet<>();
        for (int member : group) {
            PlanBuilder.RowNode node = items.get(member).node();
            if (node.out() != null) {
                results.add(node.out().memory());
                tiles.add(node.out());
            }
            node.sums().forEach(sum -> sums.add(sum.memory()));
            tiles.addAll(node.tiles());
        }
        for (int member : group) {
            PlanBuilder.RowNode node = items.get(member).node();
            boolean otherRows = node.inputs().anyMatch(span -> sums.contains(span.memory()))
                    || node.vectors().stream().anyMatch(span -> results.contains(span.memory()))
                    || node.tiles().stream()
                            .anyMatch(span -> results.contains(span.memory())
                                    && (span.length() != node.rows() * node.width() || !span.isWholeMemory()));
            if (otherRows) {
                return false;
            }
        }
        return tiles.size() <= MAX_TILES;
    }

    private List<Step> steps() {
        TileBuffers[] buffers = IntStream.range(0, RowStep.BLOCKS)
                .mapToObj(block -> new TileBuffers())
                .toArray(TileBuffers[]::new);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).step() != null) {
                steps.add(items.get(i).step());
            } else if (members.containsKey(i)) {
                steps.add(rowStep(members.get(i), buffers));
            }
        }
        return steps;
    }

    private RowStep rowStep(List<Integer> group, TileBuffers[] buffers) {
        List<Integer> ordered = new ArrayList<>(group);
        ordered.sort(Comparator.naturalOrder());
        int position = groupOf[ordered.get(0)];
        List<PlanBuilder.RowNode> nodes =
                ordered.stream().map(member -> items.get(member).node()).toList();
        List<Memory.Span> stores = nodes.stream()
                .map(PlanBuilder.RowNode::out)
                .filter(out -> out != null && isReadOutside(out.memory(), position))
                .toList();
        return new RowStep(nodes, stores, buffers);
    }

    private boolean isReadOutside(Memory memory, int group) {
        return outputs.contains(memory)
                || readers.getOrDefault(memory, List.of()).stream().anyMatch(reader -> groupOf[reader] != group);
    }
}
