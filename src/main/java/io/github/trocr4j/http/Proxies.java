package io.github.trocr4j.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which proxy a request goes through. Java's own settings come first: the property {@code https.proxyHost} (for http,
 * {@code http.proxyHost}) with {@code http.nonProxyHosts}, or a {@link ProxySelector} that names a proxy. Otherwise the
 * variables hold that curl reads: {@code https_proxy}, {@code HTTPS_PROXY}, {@code all_proxy}, {@code ALL_PROXY}, and
 * {@code no_proxy}, {@code NO_PROXY}; for http {@code http_proxy}, and not {@code HTTP_PROXY}, which a web server may
 * have set from a request's header. The first that is not empty counts.
 *
 * @param variables the environment; null for a variable that is not set
 * @param properties Java's system properties; null for one that is not set
 */
record Proxies(UnaryOperator<String> variables, UnaryOperator<String> properties) {
    /** curl's port of a proxy that is given without one. */
    private static final int DEFAULT_PORT = 1080;

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s\\p{Cc}:\\[\\]@\"<>\\\\^`{|}]+)(?::([^:]*))?");
    private static final String BASIC_IN_TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

    /** Returns the proxies of this process. */
    static Proxies ofProcess() {
        return new Proxies(System::getenv, System::getProperty);
    }

    /**
     * A proxy.
     *
     * @param address where it is; not resolved
     * @param authorization the header that it wants, if a user is given
     * @param origin where it is set: the name of the variable, or Java's settings
     */
    record Route(InetSocketAddress address, Optional<String> authorization, String origin) {
        /** Names the proxy, without user and password. */
        @Override
        public String toString() {
            return "the proxy " + address.getHostString() + ":" + address.getPort() + " (" + origin + ")";
        }
    }

    /**
     * Returns the proxy for an address; empty if it is requested directly.
     *
     * @throws Http.SettingsException if a variable does not name a usable proxy
     */
    Optional<Route> route(URI address) throws Http.SettingsException {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        Optional<Route> java = javas(address);
        if (java.isPresent() || given(properties.apply(scheme + ".proxyHost"))) {
            return java;
        }
        Optional<String> exceptions = first("no_proxy", "NO_PROXY");
        if (exceptions.isPresent()
                && NoProxy.of(variables.apply(exceptions.get())).covers(address)) {
            return Optional.empty();
        }
        Optional<String> name = scheme.equals("http")
                ? first("http_proxy", "all_proxy", "ALL_PROXY")
                : first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
        return name.isPresent()
                ? Optional.of(parsed(name.get(), variables.apply(name.get()).strip()))
                : Optional.empty();
    }

    /**
     * Lets Java's client send user and password with CONNECT, which it does not by default, if a variable has them. It
     * reads this property once, before its first request in the process.
     */
    void permitPasswords() {
        boolean passwords = Stream.of("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY")
                .map(variables)
                .anyMatch(value -> value != null && value.contains("@"));
        if (passwords && properties.apply(BASIC_IN_TUNNELS) == null) {
            System.setProperty(BASIC_IN_TUNNELS, "");
        }
    }

    /** Returns a selector for Java's client, which asks it again about addresses that have been {@link #route}d. */
    ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI address) {
                try {
                    return List.of(route(address)
                            .map(route -> new Proxy(Proxy.Type.HTTP, route.address()))
                            .orElse(Proxy.NO_PROXY));
                } catch (Http.SettingsException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
                // The request fails, too.
            }
        };
    }

    private static Optional<Route> javas(URI address) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(address);
        return proxies.stream()
                .limit(1)
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress)
                .map(proxy -> new Route((InetSocketAddress) proxy.address(), Optional.empty(), "Java's settings"))
                .findFirst();
    }

    private Optional<String> first(String... names) {
        return Stream.of(names).filter(name -> given(variables.apply(name))).findFirst();
    }

    private static boolean given(String value) {
        return value != null && !value.isBlank();
    }

    /** Messages do not show the value, since it may contain a password. */
    private static Route parsed(String variable, String value) throws Http.SettingsException {
        Matcher parts = SCHEME.matcher(value);
        String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "http";
        if (!scheme.equals("http")) {
            throw unusable(
                    variable,
                    scheme.startsWith("socks")
                            ? "names a SOCKS proxy (" + scheme + "://), which is not supported"
                            : scheme.equals("https")
                                    ? "names a proxy that is reached by https://, which is not supported"
                                    : "begins with another scheme");
        }
        String authority = (parts.matches() ? parts.group(2) : value).replaceFirst("(?s)[/?#].*", "");
        int at = authority.lastIndexOf('@');
        Matcher host = HOST.matcher(authority.substring(at + 1));
        if (!host.matches()) {
            throw unusable(variable, authority.length() == at + 1 ? "has no host" : "has no valid host");
        }
        return new Route(
                InetSocketAddress.createUnresolved(host.group(1), port(variable, host.group(2))),
                at < 0 ? Optional.empty() : Optional.of(authorization(variable, authority.substring(0, at))),
                variable);
    }

    private static int port(String variable, String text) throws Http.SettingsException {
        if (text == null || text.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw unusable(variable, "has a port that is no number from 1 to 65535");
        }
        return port;
    }

    private static String authorization(String variable, String user) throws Http.SettingsException {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String password = colon < 0 ? "" : user.substring(colon + 1);
        String both = decoded(variable, name) + ":" + decoded(variable, password);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String variable, String text) throws Http.SettingsException {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unusable(variable, "has a % in its user or password that no two hexadecimal digits follow");
        }
    }

    private static Http.SettingsException unusable(String variable, String what) {
        return new Http.SettingsException(
                "the variable " + variable + " should be http://host:port or http://user:password@host:port, with"
                        + " special characters such as @ : / % as %40 %3A %2F %25, but " + what,
                null);
    }
}
