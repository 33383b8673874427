/** Import of HuggingFace checkpoints and export of models. */
package io.github.trocr4j.convert;
