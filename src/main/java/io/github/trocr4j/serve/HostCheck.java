package io.github.trocr4j.serve;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps foreign pages in a user's browser away from a service that is bound to the loopback address: a page whose name
 * its owner has pointed to 127.0.0.1 (DNS rebinding) gives itself away by the Host header, any other by Origin.
 *
 * <p>A service that is bound to another address goes by names that it cannot know, so there nothing is asked.
 */
final class HostCheck {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.%]+]|[^:\\[\\]]+)(:[0-9]+)?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final boolean loopback;
    private final String bound;

    private HostCheck(boolean loopback, String bound) {
        this.loopback = loopback;
        this.bound = bound;
    }

    static HostCheck of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return new HostCheck(host.isLoopbackAddress(), address.getHostString().toLowerCase(Locale.ROOT));
    }

    void require(Headers headers) throws Refusal {
        if (!loopback) {
            return;
        }
        String host = headers.getFirst("Host");
        if (host == null) {
            throw new Refusal(400, "A Host header was expected, but there is none.");
        }
        Matcher name = HOST.matcher(host.toLowerCase(Locale.ROOT));
        if (!name.matches()
                || !(LOOPBACK.matcher(name.group(1)).matches() || name.group(1).equals(bound))) {
            throw new Refusal(
                    403,
                    "This service answers to its own machine only: use http://localhost, or start it with --host.");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            throw new Refusal(403, "This service answers to its own page only, not to pages from elsewhere.");
        }
    }
}
