/** Other engines as workers of the benchmark's protocol, for comparison. Not part of the library. */
package io.github.trocr4j.rivals;
