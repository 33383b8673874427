package io.github.trocr4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** A decoder whose logits are a function of the picture and of the tokens so far. */
final class ScriptedLogits implements NextLogits {
    private final BiFunction<Integer, List<Integer>, float[]> script;
    private List<Row> rows = List.of();

    /** The rows of each call. */
    final List<Integer> calls = new ArrayList<>();

    private record Row(int picture, List<Integer> ids) {}

    /**
     * Creates a decoder.
     *
     * @param script picture and tokens, with the start token, to the logits of the next token
     */
    ScriptedLogits(BiFunction<Integer, List<Integer>, float[]> script) {
        this.script = script;
    }

    /** Returns a decoder with these logits at each step, whatever the tokens are. */
    static ScriptedLogits steps(float[]... logits) {
        return new ScriptedLogits((picture, ids) -> logits[ids.size() - 1]);
    }

    @Override
    public float[][] next(int[] ids, int[] from) {
        List<Row> before = rows;
        rows = IntStream.range(0, ids.length)
                .mapToObj(i ->
                        before.isEmpty() ? new Row(from[i], List.of(ids[i])) : continued(before.get(from[i]), ids[i]))
                .toList();
        calls.add(rows.size());
        return rows.stream()
                .map(row -> script.apply(row.picture, row.ids).clone())
                .toArray(float[][]::new);
    }

    private static Row continued(Row row, int id) {
        List<Integer> ids = new ArrayList<>(row.ids);
        ids.add(id);
        return new Row(row.picture, List.copyOf(ids));
    }

    /** Returns logits whose softmax are these probabilities. */
    static float[] logs(double... probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }
}
