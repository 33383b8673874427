/** Other engines behind the benchmark's worker protocol, to measure against. Not part of the library. */
package io.github.trocr4j.rivals;
