package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("at (http://\\S+/) ");

    @TempDir
    Path folder;

    @Test
    void printsItsAddressAndStopsOnRequest() throws Exception {
        Path model = SmallModels.save(folder.resolve("model"));
        CompletableFuture<URI> page = new CompletableFuture<>();
        StringWriter out = new StringWriter() {
            @Override
            public void flush() {
                Matcher address = ADDRESS.matcher(toString());
                if (address.find()) {
                    page.complete(URI.create(address.group(1)));
                }
            }
        };
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Thread process = new Thread(() -> {
            exitCode.complete(CommandLineInterface.run(
                    new PrintWriter(out), new PrintWriter(err), "serve", "--port", "0", "--model", model.toString()));
            page.completeExceptionally(new IllegalStateException(err.toString()));
        });
        process.start();
        HttpRequest health =
                HttpRequest.newBuilder(page.join().resolve("health")).build();
        assertThat(HttpClient.newHttpClient()
                        .send(health, BodyHandlers.ofString())
                        .body())
                .contains("\"status\":\"ok\"");
        process.interrupt(); // as a signal would
        assertThat(exitCode.join()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anImpossiblePortIsAUsageError() {
        Ran ran = Ran.of("serve", "--port", "70000");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("--port: expected 0 to 65535, found 70000");
    }

    @Test
    void anUnknownHostIsOneSentence() throws IOException {
        Path model = SmallModels.save(folder.resolve("model"));
        Ran ran = Ran.of("serve", "--port", "0", "--host", "no.such.host.invalid", "--model", model);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEqualToNormalizingNewlines("trocr4j: Unknown host no.such.host.invalid.\n");
    }
}
