/** Models from HuggingFace's checkpoints to ours and back. */
package io.github.trocr4j.convert;
