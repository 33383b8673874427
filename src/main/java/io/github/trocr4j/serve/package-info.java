/** Digits over HTTP: a page to draw them on, and an address that takes pictures and answers with JSON. */
package io.github.trocr4j.serve;
