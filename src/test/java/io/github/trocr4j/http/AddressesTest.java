package io.github.trocr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    private static final URI SECURE = URI.create("https://example.org/a/b?token=secret");
    private static final URI LOCAL = URI.create("http://localhost:8080/a/b");

    @Test
    void redirectsMayBeRelative() throws IOException {
        assertThat(Addresses.redirected(SECURE, "/c")).hasToString("https://example.org/c");
        assertThat(Addresses.redirected(SECURE, "../c?d=e%20f")).hasToString("https://example.org/c?d=e%20f");
        assertThat(Addresses.redirected(SECURE, "//other.org/c")).hasToString("https://other.org/c");
        assertThat(Addresses.redirected(LOCAL, "https://other.org/c")).hasToString("https://other.org/c");
        assertThat(Addresses.redirected(LOCAL, "c")).hasToString("http://localhost:8080/a/c");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/c, https must not be redirected to http",
        "HTTP://localhost/c, https must not be redirected to http",
        "ftp://example.org/c, only https is permitted",
        "file:///etc/passwd, without a host",
        "https:c, without a host",
        "https://user@example.org/c, with a user name",
        "http://[/, an invalid address"
    })
    void redirectsElsewhereAreRefusedWithoutShowingTheQuery(String location, String reason) {
        assertThatThrownBy(() -> Addresses.redirected(SECURE, location))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("https://example.org/a/b redirects to ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Test
    void plainHttpStaysOnThisMachine() {
        assertThatThrownBy(() -> Addresses.redirected(LOCAL, "http://example.org/c"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("only https is permitted");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/x, true",
        "HTTPS://EXAMPLE.org:443, true",
        "https://example.org:444, false",
        "http://example.org:443, false",
        "https://www.example.org, false",
        "https://example.org.evil.net, false"
    })
    void anOriginIsSchemeHostAndPort(String other, boolean same) {
        assertThat(Addresses.sameOrigin(SECURE, URI.create(other))).isEqualTo(same);
    }
}
