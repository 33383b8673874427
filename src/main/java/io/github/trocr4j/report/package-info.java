/** What a run leaves to look at: tables, curves, pictures. */
package io.github.trocr4j.report;
