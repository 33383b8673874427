package io.github.trocr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy the environment names. */
class ProxiesTest {
    private static final URI SECURE = URI.create("https://hub.test/a");
    private static final URI PLAIN = URI.create("http://127.0.0.1:1/a");

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY=http://p:1, the proxy p:1 (HTTPS_PROXY)",
        "https_proxy=http://p:1, the proxy p:1 (https_proxy)",
        "HTTPS_PROXY=http://p:1 https_proxy=http://q:2, the proxy q:2 (https_proxy)",
        "ALL_PROXY=http://p:1, the proxy p:1 (ALL_PROXY)",
        "ALL_PROXY=http://p:1 all_proxy=q:2, the proxy q:2 (all_proxy)",
        "HTTPS_PROXY=http://p:1 all_proxy=http://q:2, the proxy p:1 (HTTPS_PROXY)",
        "https_proxy= HTTPS_PROXY=http://p:1, the proxy p:1 (HTTPS_PROXY)",
        "HTTPS_PROXY=p:3128, the proxy p:3128 (HTTPS_PROXY)",
        "HTTPS_PROXY=HTTP://P.example/, the proxy P.example:1080 (HTTPS_PROXY)",
        "HTTPS_PROXY=http://[::1]:3128, the proxy [::1]:3128 (HTTPS_PROXY)",
        "HTTPS_PROXY=http://p:1 NO_PROXY=other, the proxy p:1 (HTTPS_PROXY)"
    })
    void namesAProxyForHttps(String variables, String proxy) throws IOException {
        assertThat(route(SECURE, variables)).map(Object::toString).hasValue(proxy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTPS_PROXY=",
                "http_proxy=http://p:1",
                "HTTPS_PROXY=http://p:1 NO_PROXY=hub.test",
                "HTTPS_PROXY=http://p:1 no_proxy=*",
                "HTTPS_PROXY=nonsense:x no_proxy=.test NO_PROXY=other"
            })
    void requestsHttpsDirectly(String variables) throws IOException {
        assertThat(route(SECURE, variables)).isEmpty();
    }

    @Test
    void ignoresUpperCaseForHttpAsCurlDoes() throws IOException {
        assertThat(route(PLAIN, "HTTP_PROXY=http://p:1")).isEmpty();
        assertThat(route(PLAIN, "HTTPS_PROXY=http://p:1")).isEmpty();
        assertThat(route(PLAIN, "http_proxy=http://p:1")).isPresent();
        assertThat(route(PLAIN, "http_proxy=http://p:1 NO_PROXY=127.0.0.0/8")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:word@p:1, user:word",
        "user:word@p:1, user:word",
        "http://corp%5Cuser:p%40ss%3a%2F+%C3%A9@p:1, corp\\user:p@ss:/+é",
        "http://user:a@b@p:1, user:a@b",
        "http://user@p:1, user:"
    })
    void decodesUserAndPassword(String value, String expected) throws IOException {
        String header = route(SECURE, "HTTPS_PROXY=" + value)
                .orElseThrow()
                .authorization()
                .orElseThrow();
        assertThat(header).startsWith("Basic ");
        assertThat(new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http://, has no host",
        "http://user:secret@, has no host",
        "http://user:secret@p:x, has a port that is no number from 1 to 65535",
        "http://user:secret@p:0, has a port that is no number from 1 to 65535",
        "http://user:secret@p:65536, has a port that is no number from 1 to 65535",
        "http://user:sec/ret@p:1, has a port that is no number from 1 to 65535",
        "http://user:secret%4@p:1, has a % in its user or password that no two hexadecimal digits follow",
        "http://user:secret@p q:1, has no valid host",
        "socks5://user:secret@p:1, 'names a SOCKS proxy (socks5://), which is not supported'",
        "socks5h://p:1, 'names a SOCKS proxy (socks5h://), which is not supported'",
        "https://user:secret@p:1, 'names a proxy that is reached by https://, which is not supported'",
        "ftp://p:1, begins with another scheme"
    })
    void saysWhatIsWrongWithoutThePassword(String value, String what) {
        Proxies proxies = new Proxies(Map.of("HTTPS_PROXY", value)::get, name -> null);
        assertThatThrownBy(() -> proxies.route(SECURE))
                .isInstanceOf(Http.SettingsException.class)
                .hasMessage(
                        "the variable HTTPS_PROXY should be http://host:port or http://user:password@host:port, with"
                                + " special characters such as @ : / % as %40 %3A %2F %25, but " + what)
                .hasMessageNotContaining("sec");
    }

    @Test
    void javasOwnPropertiesComeFirst() throws IOException {
        Proxies proxies =
                new Proxies(Map.of("HTTPS_PROXY", "http://p:1")::get, Map.of("https.proxyHost", "java.test")::get);
        assertThat(proxies.route(SECURE))
                .as("what the selector says, which is made from the real properties")
                .isEmpty();
    }

    private static Optional<Proxies.Route> route(URI address, String variables) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String each : variables.split(" ", -1)) {
            environment.put(each.replaceFirst("=.*", ""), each.substring(each.indexOf('=') + 1));
        }
        return new Proxies(environment::get, name -> null).route(address);
    }
}
