/** JSON files that are read as a tree. */
package io.github.trocr4j.json;
