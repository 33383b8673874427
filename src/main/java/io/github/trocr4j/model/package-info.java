/** TrOCR in SameDiff: configuration, parameters, layers, encoder, decoder. */
package io.github.trocr4j.model;
