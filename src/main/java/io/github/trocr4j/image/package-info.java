/** Pictures in memory, and their conversion to {@code pixel_values} as in HuggingFace's image processor. */
package io.github.trocr4j.image;
