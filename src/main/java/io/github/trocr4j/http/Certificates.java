package io.github.trocr4j.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates are trusted: those of Java's trust store, and those of the files that the variables SSL_CERT_FILE
 * (OpenSSL, curl), REQUESTS_CA_BUNDLE (huggingface_hub) and CURL_CA_BUNDLE name, in PEM.
 */
final class Certificates {
    private static final List<String> VARIABLES = List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE");
    private static final int MAX_BYTES = 16 << 20;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    private Certificates() {}

    /**
     * Returns the context for connections; empty if no variable is set, so that Java's own holds.
     *
     * @throws Http.SettingsException if a variable does not name a file of certificates
     */
    static Optional<SSLContext> context(UnaryOperator<String> variables) throws Http.SettingsException {
        List<Certificate> added = new ArrayList<>();
        for (String variable : VARIABLES) {
            String file = variables.apply(variable);
            if (file != null && !file.isBlank()) {
                added.addAll(read(variable, file));
            }
        }
        if (added.isEmpty()) {
            return Optional.empty();
        }
        try {
            added.addAll(javas());
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < added.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), added.get(i));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(store), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new Http.SettingsException("Java's trust store cannot be used (" + Http.reason(e) + ")", e);
        }
    }

    /** Returns what is wrong with a server's certificate, as the end of a sentence; empty if another thing failed. */
    static Optional<String> problem(IOException failure) {
        List<Throwable> causes = Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .toList();
        if (!has(causes, SSLException.class) || !has(causes, CertificateException.class)) {
            return Optional.empty();
        }
        if (has(causes, CertificateExpiredException.class) || has(causes, CertificateNotYetValidException.class)) {
            return Optional.of("its certificate is not valid today; check the clock of this machine");
        }
        if (has(causes, CertPathBuilderException.class)) {
            return Optional.of("its certificate is signed by nobody whom Java trusts; if your network has a certificate"
                    + " of its own, name its PEM file in the variable SSL_CERT_FILE, or start Java with"
                    + " -Djavax.net.ssl.trustStore");
        }
        return Optional.of("its certificate is refused: " + Http.reason(causes.get(causes.size() - 1)));
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static List<Certificate> read(String variable, String file) throws Http.SettingsException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> certificates = new ArrayList<>();
            for (MatchResult block : PEM.matcher(text).results().toList()) {
                byte[] bytes = Base64.getMimeDecoder().decode(block.group(1));
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(bytes)));
            }
            if (certificates.isEmpty()) {
                throw unusable(variable, file, "it has none", null);
            }
            return certificates;
        } catch (Http.SettingsException e) {
            throw e;
        } catch (InvalidPathException e) {
            throw unusable(variable, file, "it cannot be read", e);
        } catch (IOException e) {
            String what = Files.isDirectory(Path.of(file)) ? "it is a folder" : "it cannot be read";
            throw unusable(variable, file, what, e);
        } catch (CertificateException | IllegalArgumentException e) {
            throw unusable(variable, file, "one in it is damaged", e);
        }
    }

    private static Http.SettingsException unusable(String variable, String file, String what, Exception cause) {
        return new Http.SettingsException(
                "the variable " + variable + " should name a file of certificates in PEM, but names "
                        + file.replaceAll("\\p{Cc}", "?") + ": " + what,
                cause);
    }

    private static List<Certificate> javas() throws GeneralSecurityException {
        return Arrays.stream(trust(null))
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .map(Certificate.class::cast)
                .toList();
    }

    /** Returns what trusts the certificates of a store; null for Java's. */
    private static TrustManager[] trust(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
