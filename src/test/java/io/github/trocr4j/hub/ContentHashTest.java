package io.github.trocr4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
    /** SHA-256 of "abc": FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** Output of {@code git hash-object} for an empty file, and for "hello" with a line feed. */
    private static final String GIT_OF_NOTHING = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    private static final String GIT_OF_HELLO = "ce013625030ba8dba906f756967f9e9ca394464a";

    @TempDir
    Path folder;

    @Test
    void theTagOfALargeFileIsItsSha256() throws IOException {
        ContentHash hash = ContentHash.ofEtag('"' + SHA256_OF_ABC + '"').orElseThrow();
        assertThat(hash.hashOf(file("abc"))).isEqualTo(hash);
        assertThat(hash.hashOf(file("abd"))).isNotEqualTo(hash);
        assertThat(hash.shortened()).isEqualTo("ba7816bf");
        assertThat(hash).hasToString("SHA-256 " + SHA256_OF_ABC);
    }

    @Test
    void theTagOfASmallFileIsItsNameInGit() throws IOException {
        ContentHash hash = ContentHash.ofEtag(GIT_OF_HELLO).orElseThrow();
        assertThat(hash.hashOf(file("hello\n"))).isEqualTo(hash);
        assertThat(hash.hashOf(file("")).hex()).isEqualTo(GIT_OF_NOTHING);
        assertThat(hash).hasToString("git's SHA-1 " + GIT_OF_HELLO);
    }

    @Test
    void aTagMayBeWeak() {
        assertThat(ContentHash.ofEtag("W/\"" + GIT_OF_HELLO + "\"")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"\"", "*", "d41d8cd98f00b204e9800998ecf8427e", "ce013625030ba8dba906f756967f9e9ca39446-2"})
    void otherTagsAreNoHashes(String etag) {
        assertThat(ContentHash.ofEtag(etag)).isEmpty();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }
}
