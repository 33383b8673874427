/** The TrOCR model in SameDiff: configuration, parameters, layers, encoder, decoder, training and inference graphs. */
package io.github.trocr4j.model;
