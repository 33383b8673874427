/** HTTP for downloads: permitted addresses, failures that may pass, bodies with a limit on each wait. */
package io.github.trocr4j.http;
