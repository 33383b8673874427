/** From picture files of any origin to {@link io.github.trocr4j.image.Picture}s. */
package io.github.trocr4j.image.file;
