/** A convolutional network that reads single digits and teaches models of strips; its files. */
package io.github.trocr4j.teacher;
