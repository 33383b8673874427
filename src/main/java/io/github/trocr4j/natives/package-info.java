/** How ND4J's native libraries are to start on this machine, and which they are. */
package io.github.trocr4j.natives;
