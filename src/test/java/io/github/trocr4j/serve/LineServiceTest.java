package io.github.trocr4j.serve;

import static io.github.trocr4j.serve.Served.json;
import static io.github.trocr4j.serve.Served.noise;
import static io.github.trocr4j.serve.Served.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingRow;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineServiceTest {
    private static final byte[] STRIP = png(noise(1, 140, 28));
    private static final byte[] BLANK = png(new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY));

    private Served served;

    @BeforeEach
    void aService() throws IOException {
        served = Served.usual();
    }

    @AfterEach
    void end() {
        served.close();
    }

    @Test
    void aPictureIsRead() {
        HttpResponse<String> response = served.send(served.post(STRIP));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(response.body())
                .matches("\\{\"lines\":\\[\\{\"text\":\"70415\",\"confidence\":0.5,\"uncertain\":true,"
                        + "\"box\":\\[0,0,140,28]}],\"milliseconds\":[0-9.]+}\n");
    }

    @Test
    void eachRowIsALineWithItsBox() throws IOException {
        LineService.Readers two = Served.readers(
                picture -> List.of(
                        new WritingRow(10, 5, 100, 20, picture),
                        new WritingRow(30, 60, 50, 25, Picture.gray(new byte[50], 50, 1))),
                rows -> rows.stream()
                        .map(row -> Served.reading(Integer.toString(row.width()), row.width() == 50 ? 0.8f : 1))
                        .toList());
        try (Served rows = Served.of(two, LineService.Limits.DEFAULT)) {
            assertThat(lines(rows.send(rows.post(STRIP))))
                    .isEqualTo("[{\"text\":\"140\",\"confidence\":1.0,\"uncertain\":false,\"box\":[10,5,100,20]},"
                            + "{\"text\":\"50\",\"confidence\":0.8,\"uncertain\":true,\"box\":[30,60,50,25]}]");
        }
    }

    @Test
    void aBlankPictureHasNoLines() {
        HttpResponse<String> blank = served.send(served.post(BLANK));
        assertThat(blank.statusCode()).isEqualTo(200);
        assertThat(lines(blank)).isEqualTo("[]");
    }

    @Test
    void asIsThePictureIsOneLine() {
        HttpResponse<String> whole = served.send(served.post("/read?as-is", BLANK));
        assertThat(json(whole).get("lines")).hasSize(1);
        assertThat(json(whole).path("lines").path(0).path("box").toString()).isEqualTo("[0,0,140,28]");
        refused(
                served.send(served.post("/read?asis", STRIP)),
                400,
                "Expected POST /read or POST /read?as-is, found another query.");
    }

    @Test
    void aPictureMayComeInChunks() {
        HttpRequest request = served.request("/read")
                .header("Content-Type", "image/png; charset=binary")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(STRIP)))
                .build();
        assertThat(served.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void anEmptyBodyIs400() {
        refused(served.send(served.post(new byte[0])), 400, "Expected a picture as the body, found nothing.");
    }

    @Test
    void aBodyThatEndsTooEarlyIs400() throws IOException {
        assertThat(served.raw(
                        "POST /read HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: image/png",
                        "Content-Length: 100",
                        "",
                        "half"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("{\"error\":\"Expected the whole picture, but its bytes or chunks ended early.\"}\n");
    }

    @Test
    void invalidChunksAre400() throws IOException {
        assertThat(served.raw(
                        "POST /read HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: image/png",
                        "Transfer-Encoding: chunked",
                        "",
                        "no number",
                        "x"))
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"error\":\"Expected the whole picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no request", "GET /health", "GET [ HTTP/1.1"})
    void whatTheServerCannotParseIs400AndTheConnectionIsClosed(String line) throws IOException {
        assertThat(served.raw(line, "Host: localhost")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void noLengthIs411() throws IOException {
        assertThat(served.raw("POST /read HTTP/1.1", "Host: localhost", "Content-Type: image/png", "Connection: close"))
                .startsWith("HTTP/1.1 411 ")
                .endsWith("{\"error\":\"Expected a Content-Length, found none.\"}\n");
    }

    @Test
    void tooManyBytesAre413AndTheAnswerArrives() {
        byte[] large = new byte[LineService.Limits.DEFAULT.bodyBytes() + 1];
        refused(
                served.send(served.post(large)),
                413,
                "Expected a picture file of at most 8000000 bytes, found 8000001.");
        HttpRequest chunks = served.request("/read")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build();
        refused(served.send(chunks), 413, "Expected a picture file of at most 8000000 bytes, found more.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/jpg",
                "image/jpeg",
                "application/octet-stream",
                "application/x-www-form-urlencoded",
                "application/json",
                "text/plain;charset=UTF-8",
                "nonsense"
            })
    void thePictureCountsWhateverItsType(String type) {
        HttpRequest request = served.request("/read")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(STRIP))
                .build();
        assertThat(served.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void aTypeIsNotNeeded() {
        HttpRequest request =
                served.request("/read").POST(BodyPublishers.ofByteArray(STRIP)).build();
        assertThat(served.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNoPictureAndSaysSoIs415() {
        HttpRequest request = served.request("/read")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"picture\": 1}"))
                .build();
        refused(
                served.send(request),
                415,
                "Expected a PNG, JPEG, BMP, GIF or TIFF picture as the body, found application/json; send it with curl"
                        + " --data-binary @picture.png or curl -F picture=@picture.png.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x-1",
                "multipart/form-data; charset=utf-8; boundary=\"x-1\"",
                "Multipart/Form-Data;boundary=x-1"
            })
    void aFormMayHaveThePicture(String type) {
        HttpResponse<String> response = served.send(form(type, field("name", "-- a\r\n"), file("a.png", STRIP)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(lines(response)).contains("70415");
    }

    @Test
    void aFormNeedsOnePicture() {
        String type = "multipart/form-data; boundary=x-1";
        refused(
                served.send(form(type, field("picture", "a.png"))),
                400,
                "Expected a form with one picture, as by curl -F picture=@picture.png, found 0.");
        refused(
                served.send(form(type, file("a.png", STRIP), file("b.png", STRIP))),
                400,
                "Expected a form with one picture, as by curl -F picture=@picture.png, found 2.");
        refused(
                served.send(form(type, file("a.heic", "\0\0\0\30ftypheic".getBytes(StandardCharsets.US_ASCII)))),
                422,
                "picture: is a HEIC picture, expected a PNG, JPEG, BMP, GIF or TIFF picture; convert it to JPEG or"
                        + " PNG.");
        refused(
                served.send(form("multipart/form-data; boundary=other", file("a.png", STRIP))),
                400,
                "Expected a whole form, but its end is missing.");
        refused(
                served.send(form("multipart/mixed", file("a.png", STRIP))),
                415,
                "Expected a form as multipart/form-data with its boundary, found another kind.");
    }

    @Test
    void linesOfSeveralPagesSayWhich() throws IOException {
        byte[] pages = tiff(noise(1, 140, 28), new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), noise(2, 9, 9));
        HttpResponse<String> response = served.send(served.post(pages));
        assertThat(lines(response))
                .isEqualTo("[{\"page\":1,\"text\":\"70415\",\"confidence\":0.5,\"uncertain\":true,"
                        + "\"box\":[0,0,140,28]},{\"page\":3,\"text\":\"70415\",\"confidence\":0.5,"
                        + "\"uncertain\":true,\"box\":[0,0,9,9]}]");
        BufferedImage large = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_BINARY);
        refused(
                served.send(served.post(tiff(large, large))),
                422,
                "picture: its pages should have at most 16000000 pixels together.");
    }

    private static byte[] tiff(BufferedImage... pages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType("PackBits");
            for (BufferedImage page : pages) {
                writer.writeToSequence(new IIOImage(page, null, null), how);
            }
            writer.endWriteSequence();
        }
        return bytes.toByteArray();
    }

    private HttpRequest form(String type, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        body.writeBytes("--x-1--\r\n".getBytes(StandardCharsets.US_ASCII));
        return served.request("/read")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    private static byte[] field(String name, String value) {
        return part("name=\"" + name + "\"\r\n", value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] file(String name, byte[] content) {
        return part("name=\"f\"; filename=\"" + name + "\"\r\nContent-Type: image/x-any\r\n", content);
    }

    private static byte[] part(String headers, byte[] content) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(
                ("--x-1\r\nContent-Disposition: form-data; " + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        part.writeBytes(content);
        part.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return part.toByteArray();
    }

    @Test
    void anInvalidPictureIs422() {
        refused(
                served.send(served.post("no picture".getBytes(StandardCharsets.UTF_8))),
                422,
                "picture: is not a PNG, JPEG, BMP, GIF or TIFF picture; convert it to PNG.");
        byte[] cut = Arrays.copyOf(STRIP, STRIP.length / 2);
        assertThat(served.send(served.post(cut)).statusCode()).isEqualTo(422);
    }

    @Test
    void tooManyPixelsAre422() {
        refused(
                served.send(served.post(png(new BufferedImage(16_001, 1_000, BufferedImage.TYPE_BYTE_BINARY)))),
                422,
                "picture: should have 1 to 16000000 pixels, but is 16001 wide and 1000 high.");
    }

    @Test
    void anotherMethodIs405AndSaysWhichIsAllowed() {
        HttpResponse<String> read = served.get("/read");
        refused(read, 405, "Expected POST, found GET.");
        assertThat(read.headers().firstValue("Allow")).hasValue("POST");
        HttpResponse<String> page = served.send(served.request("/").DELETE().build());
        refused(page, 405, "Expected GET, HEAD, found DELETE.");
        assertThat(page.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void crossOriginPreflightIsRefused() {
        HttpResponse<String> preflight = served.send(served.request("/read")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
        refused(preflight, 405, "Expected POST, found OPTIONS.");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/page",
                "/../pom.xml",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/page.js/",
                "/LineService.class",
                "/./page.js"
            })
    void anUnknownPathIs404(String path) throws IOException {
        String answer = served.raw("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
        assertThat(answer)
                .startsWith("HTTP/1.1 404 ")
                .endsWith("{\"error\":\"There is nothing here; pictures go to POST /read.\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080"})
    void localRequestsAreAllowed(String host) throws IOException {
        assertThat(served.raw("GET /health HTTP/1.1", "Host: " + host, "Connection: close"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "127.0.0.1.example.org", "localhost.example.org:80", "localhost@x", "[", ""})
    void aForeignHostIs403(String host) throws IOException {
        assertThat(served.raw("GET / HTTP/1.1", "Host: " + host, "Connection: close"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void noHostIs400() throws IOException {
        assertThat(served.raw("GET / HTTP/1.1", "Connection: close")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void allowedHostsAndTheirPagesAreAccepted() throws IOException {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        try (Served named =
                Served.at(everywhere, List.of("Digits.example"), Served::read, LineService.Limits.DEFAULT)) {
            String close = "Connection: close";
            String health = "GET /health HTTP/1.1";
            assertThat(named.raw(health, "Host: digits.example:8080", close)).startsWith("HTTP/1.1 200 ");
            assertThat(named.raw(health, "Host: localhost", close)).startsWith("HTTP/1.1 200 ");
            assertThat(named.raw(health, "Host: digits.example", "Origin: https://digits.example:444", close))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(named.raw(health, "Host: digits.example", "Origin: https://example.org", close))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(named.raw(health, "Host: example.org", close)).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void otherAddressesAcceptAnyHostUnlessNamesAreGiven() throws IOException {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        try (Served any = Served.at(everywhere, List.of(), Served::read, LineService.Limits.DEFAULT)) {
            assertThat(any.raw("GET /health HTTP/1.1", "Host: example.org", "Connection: close"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aForeignOriginIs403() {
        String own = served.service.page().toString().replaceFirst("/$", "");
        assertThat(served.send(served.request("/health").header("Origin", own).build())
                        .statusCode())
                .isEqualTo(200);
        for (String origin : List.of("http://example.org", "null", "http://localhost:1")) {
            assertThat(served.send(served.request("/health")
                                    .header("Origin", origin)
                                    .build())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aReaderThatFailsIs500() throws IOException {
        try (Served failing = Served.with(
                pictures -> {
                    throw new IllegalStateException("not for clients");
                },
                LineService.Limits.DEFAULT)) {
            refused(failing.send(failing.post(STRIP)), 500, "The service failed; see its log.");
            assertThat(failing.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void thePageIsSelfContained() {
        HttpResponse<String> page = served.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        Matcher reference = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page.body());
        int references = 0;
        for (; reference.find(); references++) {
            assertThat(served.get("/" + reference.group(1)).statusCode()).isEqualTo(200);
        }
        assertThat(references).isEqualTo(3);
        assertThat(served.get("/page.js").headers().firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
    }

    @Test
    void headHasNoBody() {
        HttpResponse<String> head = served.send(
                served.request("/").method("HEAD", BodyPublishers.noBody()).build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(served.get("/").body().length());
    }

    @Test
    void healthNamesTheModel() {
        assertThat(json(served.get("/health")).get("status").textValue()).isEqualTo("ok");
        assertThat(json(served.get("/health")).get("model").textValue()).isEqualTo("a \"model\"");
    }

    @Test
    void metricsCount() {
        served.send(served.post(STRIP));
        served.send(served.post(STRIP));
        served.get("/nothing");
        HttpResponse<String> metrics = served.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body().lines())
                .contains(
                        "trocr4j_requests_total{status=\"200\"} 2",
                        "trocr4j_requests_total{status=\"404\"} 1",
                        "trocr4j_readings_total 2",
                        "trocr4j_refused_total 0",
                        "trocr4j_in_flight 1",
                        "trocr4j_reading_seconds_bucket{le=\"+Inf\"} 2",
                        "trocr4j_reading_seconds_count 2",
                        "trocr4j_model_info{model=\"a \\\"model\\\"\"} 1");
    }

    @Test
    void aPortInUseIsOneSentence() {
        InetSocketAddress taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), served.service.address().getPort());
        assertThatThrownBy(() ->
                        LineService.start(Served.readers(Served::read), taken, List.of(), LineService.Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + taken.getPort())
                .hasMessageEndingWith("choose another port (0 for a free one) or an address of this machine.");
    }

    private static String lines(HttpResponse<String> response) {
        return json(response).get("lines").toString();
    }

    private static void refused(HttpResponse<String> response, int status, String sentence) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("error").textValue()).isEqualTo(sentence);
    }
}
