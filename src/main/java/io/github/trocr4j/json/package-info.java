/** Strict parsing of JSON files into trees. */
package io.github.trocr4j.json;
