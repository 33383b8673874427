/** Training of the convolutional teacher with Deeplearning4j. */
package io.github.trocr4j.teacher.training;
