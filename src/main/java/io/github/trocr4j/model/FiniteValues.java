package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Checks that the values of a model are numbers, which those of a training that diverged are not. */
public final class FiniteValues {
    private FiniteValues() {}

    /**
     * Checks all values of some tensors.
     *
     * @param file the file that they come from, for the message
     * @param suspects their keys; those whose values have a finite sum need not be among them, because infinities and
     *     NaN survive summation
     * @param source returns the values of a key
     * @throws CheckpointException if some are NaN or infinite; the message names the first tensor
     */
    public static void require(Path file, List<String> suspects, Function<String, float[]> source)
            throws CheckpointException {
        String first = null;
        String found = "";
        int more = 0;
        for (String key : suspects) {
            float[] values = source.apply(key);
            int count = 0;
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    found = first == null ? String.valueOf(value) : found;
                    first = first == null ? key : first;
                    count++;
                }
            }
            if (count > 0 && key.equals(first)) {
                found += " in " + count + " of " + values.length + " values";
            } else if (count > 0) {
                more++;
            }
        }
        if (first != null) {
            throw new CheckpointException(
                    file,
                    first,
                    "expected finite numbers, found " + found
                            + (more > 0 ? ", and some in " + more + " more tensors" : "")
                            + "; use a checkpoint from before the training diverged, or, if numbers were too large for"
                            + " F16, one that was saved as F32 or BF16",
                    null);
        }
    }
}
