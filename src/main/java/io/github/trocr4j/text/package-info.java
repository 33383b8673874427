/** Decoding of token ids to text with the vocabulary of the original models. */
package io.github.trocr4j.text;
