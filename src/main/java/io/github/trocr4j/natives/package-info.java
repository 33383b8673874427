/** Starts ND4J's native libraries with suitable settings, and describes them and the processor. */
package io.github.trocr4j.natives;
