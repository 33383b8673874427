package io.github.trocr4j.serve;

import io.github.trocr4j.Line;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingRow;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.imageio.ImageIO;

/** A service at a free port of the loopback address, and its clients. */
final class Served implements AutoCloseable {
    static final Reading READING = reading("70415", 0.5f);

    private static final int MOST_MILLISECONDS = 60_000; // a limit, so that a failing test ends

    final LineService service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Served(LineService service) {
        this.service = service;
    }

    static Served with(Function<List<Picture>, List<Reading>> reader, LineService.Limits limits) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return at(address, List.of(), reader, limits);
    }

    static Served at(
            InetSocketAddress address,
            List<String> names,
            Function<List<Picture>, List<Reading>> reader,
            LineService.Limits limits)
            throws IOException {
        return new Served(LineService.start(readers(reader), address, names, limits));
    }

    static Served of(LineService.Readers readers, LineService.Limits limits) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Served(LineService.start(readers, address, List.of(), limits));
    }

    /** Readers to which a picture is one row, or none if it is blank. */
    static LineService.Readers readers(Function<List<Picture>, List<Reading>> reader) {
        return readers(picture -> isBlank(picture) ? List.of() : List.of(whole(picture)), reader);
    }

    static LineService.Readers readers(
            Function<Picture, List<WritingRow>> rows, Function<List<Picture>, List<Reading>> reader) {
        return new LineService.Readers(rows, Served::whole, reader, Served::lines, false, "a \"model\"");
    }

    static WritingRow whole(Picture picture) {
        return new WritingRow(0, 0, picture.width(), picture.height(), picture);
    }

    private static List<Line> lines(List<WritingRow> rows, List<Reading> readings) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            WritingRow row = rows.get(i);
            lines.add(new Line(readings.get(i), row.x(), row.y(), row.width(), row.height()));
        }
        return lines;
    }

    private static boolean isBlank(Picture picture) {
        byte[] gray = picture.gray();
        for (byte pixel : gray) {
            if (pixel != gray[0]) {
                return false;
            }
        }
        return true;
    }

    /** Returns a reading of this confidence, uncertain below 0.9. */
    static Reading reading(String text, float confidence) {
        return new Reading(text, List.of(new Reading.Token(text, confidence)), false).requiring(0.9f);
    }

    /** Returns 70415 for every picture. */
    static Served usual() throws IOException {
        return with(Served::read, LineService.Limits.DEFAULT);
    }

    static List<Reading> read(List<Picture> pictures) {
        return pictures.stream().map(picture -> READING).toList();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service.page() + (path.startsWith("/") ? path.substring(1) : path)));
    }

    HttpRequest post(byte[] body) {
        return post("/read", body);
    }

    HttpRequest post(String path, byte[] body) {
        return request(path)
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) {
        return sendAsync(request).join();
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(service.page().getHost(), service.address().getPort());
        socket.setSoTimeout(MOST_MILLISECONDS);
        return socket;
    }

    /** Returns what a connection receives until it is closed. */
    static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Returns the response to these lines, after which the client sends nothing more. */
    String raw(String... lines) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return rest(socket);
        }
    }

    static JsonValue json(HttpResponse<String> response) {
        try {
            return JsonTree.read(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BufferedImage noise(int seed, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(seed);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, random.nextInt(256));
        }
        return image;
    }

    static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
