package io.github.trocr4j.cli;

import io.github.trocr4j.http.Response;
import io.github.trocr4j.hub.HubDownload;
import io.github.trocr4j.hub.HubName;
import io.github.trocr4j.hub.HubSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where {@code import} takes a checkpoint from: a path, or a repository of the HuggingFace Hub that is downloaded first. */
final class ImportSource {
    private static final String TOKEN_VARIABLE = "HF_TOKEN";
    private static final String ADDRESS_VARIABLE = "HF_ENDPOINT";
    private static final int MEGABYTE = 1_000_000;
    private static final int TENTHS = 10;

    @Option(
            names = "--hub",
            paramLabel = "ADDRESS",
            description = "Of the HuggingFace Hub or a mirror. Default: the environment variable HF_ENDPOINT, else the"
                    + " Hub. HF_TOKEN holds an access token, if one is needed.")
    private String address;

    @Option(
            names = "--downloads",
            paramLabel = "DIR",
            description = "Where downloaded repositories are kept; what is there already is not fetched again."
                    + " Default: weights/hub.")
    private Path downloads = Path.of("weights", "hub");

    /** The folder or file that {@code source} names, once it is here. */
    Path find(String source, Map<String, String> environment, PrintWriter err) throws IOException {
        Optional<Path> path = existing(source);
        if (path.isPresent()) {
            return path.get();
        }
        HubName name;
        try {
            name = HubName.parse(source);
        } catch (IllegalArgumentException e) {
            throw new FileNotFoundException(Failure.shown(source + ": there is no such file or folder, and it is no"
                    + " name of the HuggingFace Hub either, owner/name or owner/name@revision."));
        }
        Path folder = downloads.resolve(name.owner()).resolve(name.name()).resolve(name.revision());
        err.println("trocr4j: " + source + " is no file or folder here; fetching it from the Hub into " + folder + ".");
        err.flush();
        return new HubDownload(settings(environment).withProgress(progress(err))).fetch(name, folder);
    }

    private static Optional<Path> existing(String source) {
        try {
            return Optional.of(Path.of(source)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private HubSettings settings(Map<String, String> environment) {
        HubSettings settings = HubSettings.defaults()
                .withToken(Optional.ofNullable(environment.get(TOKEN_VARIABLE)).filter(token -> !token.isBlank()));
        String base = address == null ? environment.get(ADDRESS_VARIABLE) : address;
        return base == null || base.isBlank() ? settings : settings.withBase(URI.create(base));
    }

    /** A line at each tenth of a file of more than a megabyte. */
    private static Response.Progress progress(PrintWriter err) {
        return new Response.Progress() {
            private String current = "";
            private long tenth;

            @Override
            public void advanced(String file, long bytes, long total) {
                long now = total <= 0 ? 0 : bytes * TENTHS / total;
                if (!file.equals(current) || now < tenth) {
                    current = file;
                    tenth = 0;
                }
                if (now > tenth && total > MEGABYTE) {
                    err.printf(Locale.ROOT, "%s: %d of %d MB%n", file, bytes / MEGABYTE, total / MEGABYTE);
                    err.flush();
                }
                tenth = now;
            }
        };
    }
}
