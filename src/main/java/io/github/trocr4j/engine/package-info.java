/** ND4J: how it is started, what it computes with, and who runs a SameDiff graph. */
package io.github.trocr4j.engine;
