package io.github.trocr4j.checkpoint;

/**
 * A row of elements that tensors are views of.
 *
 * @param dtype type of its elements
 * @param key its name in the file
 * @param count number of its elements
 */
record TorchStorage(Dtype dtype, String key, long count) {
    /** Its size; that it fits a long was checked when the pickle was read. */
    long bytes() {
        return count * dtype.size();
    }
}
