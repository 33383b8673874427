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
 * Keeps foreign pages in a user's browser away from a service that is bound to the loopback address: a page whose name
 * its owner has pointed to 127.0.0.1 (DNS rebinding) gives itself away by the Host header, any other by Origin.
 *
 * <p>A service that is bound to another address goes by names that it cannot know, so there nothing is asked, unless it is
 * told its names.
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
     * For a service that is bound to that address.
     *
     * @param names by which others may call it, such as that of a proxy before it; without ports
     */
    static HostCheck of(InetSocketAddress address, List<String> names) {
        return new HostCheck(
                address.getAddress().isLoopbackAddress(),
                address.getHostString().toLowerCase(Locale.ROOT),
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    void require(Headers headers) throws Answer.Refusal {
        if (!loopback && names.isEmpty()) {
            return;
        }
        String host = headers.getFirst("Host");
        if (host == null) {
            throw new Answer.Refusal(400, "Expected a Host header, found none.");
        }
        String name = name(host);
        if (!LOOPBACK.matcher(name).matches() && !name.equals(bound) && !names.contains(name)) {
            throw new Answer.Refusal(
                    403,
                    "This service does not accept that Host: use http://localhost, or start it with that"
                            + " name allowed.");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !isOwn(SCHEME.matcher(origin).replaceFirst(""), host)) {
            throw new Answer.Refusal(403, "This service answers to its own page only, not to pages from elsewhere.");
        }
    }

    /** A proxy may have another port than the service, and tell it or not. */
    private boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase(host) || names.contains(name(origin));
    }

    /** Without port, in lower case; empty if it is no host. */
    private static String name(String host) {
        Matcher parts = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return parts.matches() ? parts.group(1) : "";
    }
}
