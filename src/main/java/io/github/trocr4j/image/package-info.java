/** A picture in memory, and from it to {@code pixel_values}, as HuggingFace's image processor computes them. */
package io.github.trocr4j.image;
