package io.github.trocr4j.http;

import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which addresses may be asked, and where one may send on to. */
public final class Addresses {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private Addresses() {}

    /** What speaks against asking this address, if anything does: it is https, or http on this machine itself. */
    public static Optional<String> objection(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            return Optional.of("expected an address such as https://huggingface.co, but found one without a host or"
                    + " with a user name");
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        boolean permitted = isScheme(address, "https") || (isScheme(address, "http") && THIS_MACHINE.contains(host));
        return permitted
                ? Optional.empty()
                : Optional.of("only https is permitted, but found " + address.getScheme() + "://" + host);
    }

    /**
     * Where a redirect leads, relative to where it stands. Query strings stay out of messages: they may hold secrets.
     *
     * @throws ProtocolException if it may not lead there; the message is a sentence without its full stop
     */
    static URI redirected(URI from, String location) throws ProtocolException {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new ProtocolException(shown(from) + " redirects to something that is no address");
        }
        Optional<String> objection = isScheme(from, "https") && isScheme(target, "http")
                ? Optional.of("https must not lead down to http")
                : objection(target);
        if (objection.isPresent()) {
            throw new ProtocolException(shown(from) + " redirects to where it may not: " + objection.get());
        }
        return target;
    }

    /** Whether both are the same server, as browsers understand it. */
    public static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    /** The address without its query. */
    public static String shown(URI address) {
        String text = address.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return isScheme(address, "https") ? 443 : 80;
    }

    private static boolean isScheme(URI address, String scheme) {
        return scheme.equalsIgnoreCase(address.getScheme());
    }
}
