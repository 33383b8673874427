package io.github.trocr4j.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts of the variable NO_PROXY, as curl since 7.86 reads them: separated by commas or blanks; a name stands for
 * itself and its subdomains, with or without a leading dot; addresses of IPv4 and IPv6, alone or as a network such as
 * {@code 10.0.0.0/8}; {@code *} for all. Beyond curl, {@code *.example.com} is {@code .example.com}, and an entry may
 * end with a port. What is none of these covers nothing.
 */
record NoProxy(List<String> entries) {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3})(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f]*:[0-9a-f:.]*");

    /** A host and perhaps a port; an address of IPv6 may stand in brackets, and must if a port follows. */
    private static final Pattern ENTRY =
            Pattern.compile("(?:\\[([^\\]]*)]|([^:\\[\\]]*)|([^\\[\\]]*))(?::([0-9]{1,5}))?");

    static NoProxy of(String variable) {
        return new NoProxy(Arrays.stream(SEPARATORS.split(variable.toLowerCase(Locale.ROOT)))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    /** Returns whether requests to this address go there directly. */
    boolean covers(URI address) {
        String host = withoutDot(address.getHost().toLowerCase(Locale.ROOT));
        int port = Addresses.port(address);
        Optional<InetAddress> literal = literal(withoutBrackets(host));
        return entries.stream()
                .anyMatch(entry -> literal.isPresent()
                        ? coversAddress(entry, literal.get(), port)
                        : coversName(entry, host, port));
    }

    private static boolean coversName(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches() || parts.group(2) == null || !isPort(parts.group(4), port)) {
            return false;
        }
        String name = withoutDot(parts.group(2).replaceFirst("^\\*?\\.", ""));
        return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
    }

    private static boolean coversAddress(String entry, InetAddress host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            String bits = entry.substring(slash + 1);
            return literal(withoutBrackets(entry.substring(0, slash)))
                    .filter(network -> bits.matches("[0-9]{1,3}") && isInside(host, network, Integer.parseInt(bits)))
                    .isPresent();
        }
        Optional<InetAddress> whole = literal(withoutBrackets(entry));
        if (whole.isPresent()) {
            return whole.get().equals(host);
        }
        Matcher parts = ENTRY.matcher(entry);
        return parts.matches()
                && parts.group(4) != null
                && isPort(parts.group(4), port)
                && literal(parts.group(1) != null ? parts.group(1) : parts.group(2))
                        .filter(host::equals)
                        .isPresent();
    }

    private static boolean isInside(InetAddress host, InetAddress network, int bits) {
        byte[] one = host.getAddress();
        byte[] other = network.getAddress();
        if (one.length != other.length || bits > 8 * one.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % 8;
            if ((one[i / 8] & mask) != (other[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String text, int port) {
        return text == null || Integer.parseInt(text) == port;
    }

    /** Returns the address that a text is, without asking for names; empty if it is none. */
    private static Optional<InetAddress> literal(String text) {
        if (text == null || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
