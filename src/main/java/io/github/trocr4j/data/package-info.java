/** Where strips come from: IDX files, the MNIST download, generated digits, and strips of five. Plain bytes; knows nothing of models. */
package io.github.trocr4j.data;
