/** The command line: one class per verb; options in, records out. */
package io.github.trocr4j.cli;
