package io.github.trocr4j.hub;

import java.net.URI;

/**
 * A file that the Hub has.
 *
 * @param file its name
 * @param address where to ask for its content
 * @param hash what its content must have
 * @param bytes how long it is
 */
record RemoteFile(String file, URI address, ContentHash hash, long bytes) {}
