package io.github.trocr4j.http;

import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Rules for addresses: which may be requested, and where redirects may lead. */
public final class Addresses {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Addresses() {}

    /** Returns why an address must not be requested; empty if it may. Permitted are https, and http on this machine. */
    public static Optional<String> objection(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            return Optional.of("expected an address such as https://huggingface.co, but found one without a host or"
                    + " with a user name");
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        boolean permitted = isScheme(address, "https") || (isScheme(address, "http") && LOOPBACK.contains(host));
        return permitted
                ? Optional.empty()
                : Optional.of("only https is permitted, but found " + address.getScheme() + "://" + host);
    }

    /**
     * Resolves the target of a redirect. Messages leave query strings out, since they may contain secrets.
     *
     * @param from the address that redirects
     * @param location its {@code Location} header, possibly relative
     * @throws ProtocolException if it must not lead there; the message is a sentence without its full stop
     */
    static URI redirected(URI from, String location) throws ProtocolException {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new ProtocolException(shown(from) + " redirects to an invalid address");
        }
        Optional<String> objection = isScheme(from, "https") && isScheme(target, "http")
                ? Optional.of("https must not be redirected to http")
                : objection(target);
        if (objection.isPresent()) {
            throw new ProtocolException(shown(from) + " redirects to a forbidden address: " + objection.get());
        }
        return target;
    }

    /** Returns whether two addresses have the same origin (RFC 6454): scheme, host and port. */
    public static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    /** Returns an address without its query. */
    public static String shown(URI address) {
        String text = address.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** Returns the port of an address, or that of its scheme. */
    static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return isScheme(address, "https") ? 443 : 80;
    }

    private static boolean isScheme(URI address, String scheme) {
        return scheme.equalsIgnoreCase(address.getScheme());
    }
}
