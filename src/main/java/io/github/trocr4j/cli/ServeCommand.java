package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFormat;
import io.github.trocr4j.run.ModelFolders;
import io.github.trocr4j.serve.LineService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: serves readings over HTTP. */
@Command(
        name = "serve",
        description = {
            "Reads pictures over HTTP. For a page to write on, open the address that it prints.",
            "POST /read takes a " + PictureFormat.NAMES + " file as its body or in a form (curl -F picture=@FILE), at"
                    + " most 8 MB and 16 million pixels, and finds the rows in it as predict does; POST /read?as-is reads the whole picture as one line. The"
                    + " answer is JSON: lines, each with text, confidence, uncertain and box, and milliseconds; or"
                    + " error, one sentence.",
            "  curl --data-binary @picture.png http://localhost:8080/read",
            "GET /health answers 200, or 503 while the service stops; GET /metrics is for Prometheus.",
            "At most 64 pictures are processed at a time; further requests get 503 with Retry-After. A client that"
                    + " takes longer than 10 seconds to send a picture gets 408. Ctrl-C or SIGTERM stops"
                    + " the service after the requests in progress, for which it waits at most 20 seconds."
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final int WARM_UP_WIDTH = 140;
    private static final int WARM_UP_HEIGHT = 28;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 for a free one. Default: 8080.")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address or name of this machine to listen on; 0.0.0.0 for all addresses. Default: the"
                    + " loopback address, which other machines cannot reach.")
    private String host;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder, or run folder for its best model. Default: the included model.")
    private Path model;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "Name by which clients address the service, such as that of a proxy in front of it; can be"
                    + " repeated. With this option, and always on the loopback address, requests for other"
                    + " names are refused, because a web page could point its own name here. Default: the"
                    + " loopback names, or any name with --host.")
    private List<String> names = List.of();

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port: expected 0 to " + MAX_PORT + ", found " + port);
        }
        threads.begin(spec);
        backend.begin(spec);
        ReaderOptions options = threads.limit(reading.options(spec));
        InetSocketAddress address = host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
        try (Interruption interruption = Interruption.watch();
                LineReader reader = ReadingOptions.load(
                        model == null ? Optional.empty() : Optional.of(ModelFolders.named(model)), options, spec)) {
            BackendOption.printDevices(reader, spec.commandLine().getErr());
            // The first reading is slow, so it is done before the service starts.
            reader.readRow(Picture.gray(new byte[WARM_UP_WIDTH * WARM_UP_HEIGHT], WARM_UP_WIDTH, WARM_UP_HEIGHT));
            String name = model == null ? "the model that comes with trocr4j" : Failure.shown(model.toString());
            try (LineService service = LineService.start(reader, name, address, names, LineService.Limits.DEFAULT)) {
                announce(service, name);
                interruption.await();
                say("Stopping after the requests in progress.");
            }
        }
        return ExitCode.OK;
    }

    private void announce(LineService service, String name) {
        InetAddress address = service.address().getAddress();
        if (!address.isLoopbackAddress()) {
            String reached = address.isAnyLocalAddress() ? "this machine" : address.getHostAddress();
            PrintWriter err = spec.commandLine().getErr();
            err.println("trocr4j: warning: anyone who can reach " + reached + " can use this service, which has no"
                    + " password and no encryption; without --host, only this machine can.");
            err.flush();
        }
        say("Reading with " + name + " at " + service.page() + " (Ctrl-C stops).");
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
