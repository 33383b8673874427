package io.github.trocr4j.data;

/**
 * One of the files that MNIST is published as.
 *
 * @param name the published name, ending in ".gz"
 * @param bytes the published file's length
 * @param sha256 the published file's SHA-256
 * @param uncompressedSha256 SHA-256 of what is inside
 */
public record MnistFile(String name, long bytes, String sha256, String uncompressedSha256) {
    /** The name of the unpacked file: the published one without ".gz". */
    public String uncompressedName() {
        return name.substring(0, name.length() - ".gz".length());
    }
}
