package io.github.trocr4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hash of a file's content, which the Hub sends in the entity tag: the SHA-256 of a large file (git LFS), or git's
 * object name of a small one, the SHA-1 of "blob ", the length in decimal, NUL and the content.
 *
 * <p>Sources: the LFS pointer specification; "Git Objects" in Pro Git.
 *
 * @param kind how it is computed
 * @param hex 64 or 40 lower-case hexadecimal digits
 */
record ContentHash(Kind kind, String hex) {
    enum Kind {
        SHA256("SHA-256"),
        GIT_BLOB("SHA-1");

        private final String algorithm;

        Kind(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    /** With or without quotes, weak or strong. */
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"?([0-9a-f]{64}|[0-9a-f]{40})\"?");

    /** Parses an entity tag; empty if it is neither kind of hash. */
    static Optional<ContentHash> ofEtag(String etag) {
        Matcher matcher = ETAG.matcher(etag.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String hex = matcher.group(1);
        return Optional.of(new ContentHash(hex.length() == 64 ? Kind.SHA256 : Kind.GIT_BLOB, hex));
    }

    /** Computes the hash of a file, of the same kind as this one. */
    ContentHash hashOf(Path file) throws IOException {
        MessageDigest digest = digest(kind.algorithm);
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new ContentHash(kind, HexFormat.of().formatHex(digest.digest()));
    }

    /** Returns the first digits, which distinguish versions of one file in file names. */
    String shortened() {
        return hex.substring(0, 8);
    }

    @Override
    public String toString() {
        return (kind == Kind.SHA256 ? "SHA-256 " : "git's SHA-1 ") + hex;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("missing from this Java platform: " + algorithm, e);
        }
    }
}
