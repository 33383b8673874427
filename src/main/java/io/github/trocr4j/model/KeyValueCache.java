package io.github.trocr4j.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keys and values of one kind of attention, a pair for each decoder layer.
 *
 * @param keys each [B, heads, T, head_dim]
 * @param values each [B, heads, T, head_dim]
 */
record KeyValueCache(List<INDArray> keys, List<INDArray> values) {}
