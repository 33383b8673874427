/** The human-readable results of a run: tables, curves, pictures, pages. */
package io.github.trocr4j.report;
