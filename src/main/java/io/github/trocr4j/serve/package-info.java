/** An HTTP service that reads digits: a JSON API and a page to draw on. */
package io.github.trocr4j.serve;
