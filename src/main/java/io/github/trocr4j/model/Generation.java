package io.github.trocr4j.model;

/**
 * What greedy reading found.
 *
 * @param ids [B][n], the start token not included; a row that met EOS is padded
 * @param probabilities [B][n], the softmax probability of each id; 1 for padding
 */
public record Generation(int[][] ids, float[][] probabilities) {}
