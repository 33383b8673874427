/** Reads picture files from untrusted sources as {@link io.github.trocr4j.image.Picture}s. */
package io.github.trocr4j.image.file;
