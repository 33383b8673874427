/** From a picture to {@code pixel_values}, as HuggingFace's image processor computes it. */
package io.github.trocr4j.image;
