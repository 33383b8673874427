/** From token ids back to text: the vocabulary that the original models were trained with. */
package io.github.trocr4j.text;
