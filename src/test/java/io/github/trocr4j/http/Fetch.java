package io.github.trocr4j.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Requests an address with the settings of its process, and prints the body. */
final class Fetch {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Fetch() {}

    public static void main(String[] args) throws IOException {
        System.out.print(body(args[0], Proxies.ofProcess()));
    }

    static String body(String address, Proxies proxies) throws IOException {
        StringBuilder body = new StringBuilder();
        try (Response response = new Http(LIMIT, LIMIT, Optional.of("secret"), proxies).get(URI.create(address), 0)) {
            response.read(chunk -> body.append(StandardCharsets.UTF_8.decode(chunk)));
        }
        return body.toString();
    }
}
