/** Finds the row of digits in a picture and converts it to the form that models are trained on. */
package io.github.trocr4j.image.row;
