/** Starts ND4J, describes it, and runs SameDiff graphs. */
package io.github.trocr4j.engine;
