package io.github.trocr4j.serve;

import com.sun.net.httpserver.Headers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Protects a service that is bound to the loopback address from foreign pages in a user's browser. The Host header
 * reveals a page whose name resolves to 127.0.0.1 (DNS rebinding); the Origin header reveals any other page.
 *
 * <p>A service that is bound to another address cannot know its own names, so it checks nothing unless it is given
 * names.
 */
final class HostCheck {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.%]+]|[^:\\[\\]]+)(:[0-9]+)?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    private static final Pattern SCHEME = Pattern.compile("^https?://");

    private final boolean loopback;
    private final String bound;
    private final Set<String> names;

    private HostCheck(boolean loopback, String bound, Set<String> names) {
        this.loopback = loopback;
        this.bound = bound;
        this.names = names;
    }

    /**
     * Creates the check for a service that is bound to this address.
     *
     * @param names further accepted host names, such as that of a proxy, without ports
     */
    static HostCheck of(InetSocketAddress address, List<String> names) {
        return new HostCheck(
                address.getAddress().isLoopbackAddress(),
                address.getHostString().toLowerCase(Locale.ROOT),
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    void require(Headers headers) throws Response.HttpException {
        if (!loopback && names.isEmpty()) {
            return;
        }
        String host = headers.getFirst("Host");
        if (host == null) {
            throw new Response.HttpException(400, "Expected a Host header, found none.");
        }
        String name = name(host);
        if (!LOOPBACK.matcher(name).matches() && !name.equals(bound) && !names.contains(name)) {
            throw new Response.HttpException(
                    403,
                    "This service does not accept that Host: use http://localhost, or start it with that name"
                            + " allowed.");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !isOwn(SCHEME.matcher(origin).replaceFirst(""), host)) {
            throw new Response.HttpException(
                    403, "This service accepts requests from its own page only, not from other origins.");
        }
    }

    /** A proxy may use another port than the service and may omit the port. */
    private boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase(host) || names.contains(name(origin));
    }

    /** Returns the host name without port, in lower case; empty if the host is malformed. */
    private static String name(String host) {
        Matcher parts = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return parts.matches() ? parts.group(1) : "";
    }
}
