/** The command line: one class for each verb, its options and its output. */
package io.github.trocr4j.cli;
