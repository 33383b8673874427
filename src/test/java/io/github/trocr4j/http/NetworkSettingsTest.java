package io.github.trocr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through a proxy, to a server with a certificate of its own. */
class NetworkSettingsTest {
    private static final String ADDRESS = "https://hub.test/file";

    @TempDir
    static Path folder;

    private static SecureServer server;
    private static Path pem;

    @BeforeAll
    static void start() throws Exception {
        pem = folder.resolve("company.pem");
        server = new SecureServer(pem);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aProcessTakesProxyPasswordAndCertificateFromItsEnvironment() throws Exception {
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "")) {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Fetch.class.getName(),
                    ADDRESS);
            builder.environment().put("https_proxy", "http://user:p%40ss@127.0.0.1:" + proxy.port());
            builder.environment().put("no_proxy", "example.com");
            builder.environment().put("SSL_CERT_FILE", pem.toString());
            Process process = builder.redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).endsWith("by hub\n");
            assertThat(proxy.requests()).containsOnly("CONNECT hub.test:443 HTTP/1.1");
            assertThat(proxy.values("Proxy-Authorization")).containsOnly("Basic dXNlcjpwQHNz"); // user:p@ss
            assertThat(server.headers())
                    .isNotEmpty()
                    .allSatisfy(
                            names -> assertThat(names).contains("Authorization").doesNotContain("Proxy-authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
    void trustsTheCertificatesOfAFile(String variable) throws IOException {
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "")) {
            assertThat(fetch(proxy, Map.of(variable, pem.toString()))).isEqualTo("by hub\n");
        }
    }

    @Test
    void saysWhatToDoAboutAnUnknownCertificate() throws IOException {
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "")) {
            refuses(
                    proxy,
                    Map.of(),
                    "hub.test could not be reached through the proxy 127.0.0.1:" + proxy.port()
                            + " (HTTPS_PROXY): its certificate is signed by nobody whom Java trusts; if your network has"
                            + " a certificate of its own, name its PEM file in the variable SSL_CERT_FILE, or start Java"
                            + " with -Djavax.net.ssl.trustStore");
        }
    }

    @Test
    void tellsAnExpiredCertificateAndAnotherName() {
        assertThat(Certificates.problem(failure(new CertificateExpiredException("long ago"))))
                .hasValue("its certificate is not valid today; check the clock of this machine");
        assertThat(Certificates.problem(failure(new CertificateException("No name matching hub.test found"))))
                .hasValue("its certificate is refused: No name matching hub.test found");
        assertThat(Certificates.problem(new IOException("reset"))).isEmpty();
    }

    private static IOException failure(Exception cause) {
        return (IOException) new SSLHandshakeException("handshake").initCause(cause);
    }

    @Test
    void namesTheVariableOfAFileWithoutCertificates() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
        Path damaged = Files.writeString(
                folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        String sentence = "the variable SSL_CERT_FILE should name a file of certificates in PEM, but names ";
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "")) {
            refuses(proxy, Map.of("SSL_CERT_FILE", text.toString()), sentence + text + ": it has none");
            refuses(proxy, Map.of("SSL_CERT_FILE", damaged.toString()), sentence + damaged + ": one in it is damaged");
            refuses(proxy, Map.of("SSL_CERT_FILE", folder.toString()), sentence + folder + ": it is a folder");
            refuses(proxy, Map.of("SSL_CERT_FILE", folder + "/none"), sentence + folder + "/none: it cannot be read");
        }
    }

    @Test
    void saysThatAProxyRefuses() throws IOException {
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "403 Forbidden")) {
            refuses(
                    proxy,
                    Map.of(),
                    "hub.test could not be reached through the proxy 127.0.0.1:" + proxy.port()
                            + " (HTTPS_PROXY), which answered with HTTP status 403");
        }
        try (ConnectProxy proxy =
                new ConnectProxy(server.port(), "407 Password\r\nProxy-Authenticate: Basic realm=a")) {
            refuses(
                    proxy,
                    Map.of(),
                    "the proxy 127.0.0.1:" + proxy.port() + " (HTTPS_PROXY) wants a user and a password (HTTP status"
                            + " 407); give them as http://user:password@host:port");
        }
    }

    @Test
    void aBusyOrMissingProxyIsTriedAgain() throws IOException {
        int port;
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "503 Busy")) {
            port = proxy.port();
            assertThatThrownBy(() -> fetch(proxy, Map.of()))
                    .isInstanceOf(Http.TransientFailure.class)
                    .hasMessageEndingWith("(HTTPS_PROXY), which answered with HTTP status 503");
        }
        Map<String, String> gone = Map.of("HTTPS_PROXY", "http://127.0.0.1:" + port);
        assertThatThrownBy(() -> Fetch.body(ADDRESS, new Proxies(gone::get, name -> null)))
                .isInstanceOf(Http.TransientFailure.class)
                .hasMessageStartingWith(
                        "hub.test could not be reached through the proxy 127.0.0.1:" + port + " (HTTPS_PROXY) (");
    }

    @Test
    void plainRequestsGoThroughTheProxyWithoutTheToken() throws IOException {
        try (ConnectProxy proxy = new ConnectProxy(server.port(), "")) {
            Map<String, String> variables = Map.of("http_proxy", "http://a:b@127.0.0.1:" + proxy.port());
            assertThat(Fetch.body("http://127.0.0.1:1/file", new Proxies(variables::get, name -> null)))
                    .isEqualTo("by proxy\n");
            assertThat(proxy.requests()).containsExactly("GET http://127.0.0.1:1/file HTTP/1.1");
            assertThat(proxy.values("Proxy-Authorization")).containsExactly("Basic YTpi");
            assertThat(proxy.values("Authorization")).isEmpty();
        }
    }

    private static void refuses(ConnectProxy proxy, Map<String, String> variables, String message) {
        assertThatThrownBy(() -> fetch(proxy, variables))
                .isInstanceOf(Http.SettingsException.class)
                .hasMessage(message);
    }

    private static String fetch(ConnectProxy proxy, Map<String, String> variables) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
        return Fetch.body(ADDRESS, new Proxies(all::get, name -> null));
    }
}
