package io.github.trocr4j.report;

/**
 * What a model card says of the model itself.
 *
 * @param name what it is called
 * @param parameters how many
 * @param imageSize input, height x width in pixels
 * @param digits whether it reads digits; else text
 * @param dtype type of its weights, such as "f32"
 */
public record CardFacts(String name, long parameters, String imageSize, boolean digits, String dtype) {}
