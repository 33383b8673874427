package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.FakeHub.NAME;
import static io.github.trocr4j.hub.FakeHub.page;
import static io.github.trocr4j.hub.FakeHub.redirect;
import static io.github.trocr4j.hub.FakeHub.refusal;
import static io.github.trocr4j.hub.FakeHub.status;
import static io.github.trocr4j.hub.HubException.Reason.ACCESS;
import static io.github.trocr4j.hub.HubException.Reason.CONTENT;
import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failures that another attempt cannot fix end the download immediately, with one sentence and no file under its final
 * name.
 */
class HubRefusalTest {
    private static final String FILE = "model.safetensors";
    private static final byte[] WEIGHTS = new byte[100_000];

    @TempDir
    Path folder;

    private FakeHub hub;

    @BeforeEach
    void startHub() throws IOException {
        new Random(3).nextBytes(WEIGHTS);
        hub = new FakeHub().settings().large(FILE, WEIGHTS);
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void aWrongHashRemovesWhatArrivedAndNamesBoth() {
        byte[] other = WEIGHTS.clone();
        other[77]++;
        hub.nextOfStore(FILE, exchange -> FakeHub.body(exchange, 200, other));
        assertRefused(CONTENT)
                .hasMessage(
                        "model.safetensors of tiny/trocr@main should have SHA-256 " + FakeHub.hash("SHA-256", WEIGHTS)
                                + ", but what arrived has SHA-256 " + FakeHub.hash("SHA-256", other)
                                + "; it was removed, try again.");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aSmallFileIsCheckedToo() {
        hub.next("GET", "config.json", page("{\"model_type\": \"vision-encoder-Decoder\"}"));
        assertRefused(CONTENT).hasMessageContaining("should have git's SHA-1 ");
        assertThat(folder.resolve("config.json")).doesNotExist();
    }

    @Test
    void aSignInPageInsteadOfTheContentIsRefused() {
        hub.nextOfStore(FILE, page("<html>Sign in</html>"));
        assertRefused(CONTENT)
                .hasMessage("model.safetensors of tiny/trocr@main should be 100000 bytes, but what was sent are 20; a"
                        + " proxy or a sign-in page may have answered instead.");
    }

    @Test
    void aSignInPageInsteadOfTheHeadersIsRefused() {
        hub.next("HEAD", "config.json", page("<html>Sign in</html>"));
        assertRefused(CONTENT).hasMessageContaining("cannot be checked: expected its SHA-256");
    }

    @Test
    void contentOfUnknownLengthThatIsTooLongOrTooShortIsRefused() {
        for (int length : new int[] {WEIGHTS.length + 1, WEIGHTS.length - 1}) {
            hub.nextOfStore(FILE, exchange -> {
                exchange.sendResponseHeaders(200, 0); // chunked
                exchange.getResponseBody().write(new byte[length]);
                exchange.close();
            });
            assertRefused(CONTENT).hasMessageContaining("should be 100000 bytes");
            assertThat(folder).isDirectoryNotContaining("glob:**.part");
        }
    }

    @Test
    void headersWithoutTheLengthAreRefused() {
        hub.next("HEAD", FILE, status(302, "Location", hub.store(FILE).toString(), "ETag", "a".repeat(64)));
        assertRefused(CONTENT).hasMessageContaining("comes without its length");
    }

    @Test
    void filesBeyondTheirLimitsAreNotBegun() {
        hub.next("HEAD", FILE, status(200, "ETag", "a".repeat(64), "Content-Length", "4294967297"));
        assertRefused(CONTENT).hasMessageContaining("should have at most 4294967296 bytes, but has 4294967297");
        hub.next("HEAD", "config.json", status(200, "ETag", "a".repeat(40), "Content-Length", "1048577"));
        assertRefused(CONTENT).hasMessageContaining("should have at most 1048576 bytes");
    }

    @Test
    void aRepositoryThatDoesNotExistIsNamed() {
        Throwable thrown =
                catchThrowable(() -> new HubDownload(settings()).fetch(HubName.parse("tiny/absent@v2"), folder));
        assertThat(thrown)
                .is(refusal(NOT_FOUND))
                .hasMessage(hub.base() + " has no repository tiny/absent with the revision v2; check the name.");
    }

    @Test
    void aFileThatIsNeededButAbsentIsNamed() {
        hub.next("HEAD", "config.json", status(404, "X-Error-Code", "EntryNotFound"));
        assertRefused(NOT_FOUND).hasMessageStartingWith("tiny/trocr@main has no config.json, which is needed;");
        hub.next("HEAD", FILE, status(404));
        assertRefused(NOT_FOUND)
                .hasMessageContaining("expected one of model.safetensors, model.safetensors.index.json,"
                        + " pytorch_model.bin, pytorch_model.bin.index.json, but found none");
    }

    @Test
    void aRepositoryWithAnotherKindOfModelSaysWhatItIs() {
        hub.small("adapter_config.json", "{}");
        hub.next("HEAD", "config.json", status(404, "X-Error-Code", "EntryNotFound"));
        assertRefused(NOT_FOUND)
                .hasMessageContaining("has no config.json, which is needed; it has adapter_config.json, an adapter of"
                        + " PEFT, such as LoRA")
                .hasMessageContaining("model.merge_and_unload()");
    }

    @Test
    void aRepositoryWithWeightsOfTensorFlowSaysWhatItIs() {
        hub.large("tf_model.h5", new byte[8]);
        hub.next("HEAD", FILE, status(404));
        assertRefused(NOT_FOUND)
                .hasMessageContaining("but found tf_model.h5, a model for TensorFlow; convert it in Python");
    }

    @Test
    void deniedAccessNamesTheVariableForTheToken() {
        hub.next("HEAD", "config.json", status(401));
        assertRefused(ACCESS)
                .hasMessageContaining("config.json of tiny/trocr@main was refused with HTTP status 401")
                .hasMessageEndingWith("give a token that may read it in the variable HF_TOKEN.");

        hub.next("HEAD", "config.json", status(403, "X-Error-Code", "GatedRepo"));
        HubDownload download = new HubDownload(settings().withToken(Optional.of("hf_secret")));
        assertThatThrownBy(() -> download.fetch(NAME, folder))
                .is(refusal(ACCESS))
                .hasMessageEndingWith("whether the token in HF_TOKEN is valid and may read it.")
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void otherStatusesAreReported() {
        hub.next("HEAD", "config.json", status(405));
        assertRefused(CONTENT).hasMessageContaining("answered with HTTP status 405");
    }

    @Test
    void redirectsInCirclesEnd() {
        HttpHandler circle = redirect("/tiny/trocr/resolve/main/config.json");
        hub.next("HEAD", "config.json", Collections.nCopies(6, circle).toArray(HttpHandler[]::new));
        assertRefused(CONTENT).hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void redirectsToUnsafePlacesAreNotFollowed() {
        hub.next("GET", FILE, redirect("http://192.0.2.1/" + FILE));
        assertRefused(CONTENT).hasMessageContaining("only https is permitted");
        hub.next("HEAD", FILE, redirect("file:///etc/passwd"));
        assertRefused(CONTENT).hasMessageContaining("redirects to a forbidden address");
    }

    @Test
    void aFullDiskLeavesNoFileAndReportsTheMissingBytes() throws IOException {
        UnaryOperator<WritableByteChannel> small = file -> new Quota(file, 64_000);
        HubDownload download = new HubDownload(settings(), time -> {}, small);
        assertThatThrownBy(() -> download.fetch(NAME, folder))
                .is(refusal(DIRECTORY))
                .hasMessageContaining(
                        "cannot be written after 64000 of 100000 bytes (No space left on device); make room"
                                + " for 36000 bytes more")
                .hasRootCauseMessage("No space left on device");
        assertThat(folder.resolve(FILE)).doesNotExist();

        new HubDownload(settings()).fetch(NAME, folder);
        assertThat(folder.resolve(FILE)).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).containsExactly("null", "bytes=64000-");
    }

    @Test
    void oneDirectoryTakesOneDownloadAtATime() throws IOException {
        HubDownload.whileLocked(folder, () -> {
            assertRefused(DIRECTORY)
                    .hasMessage(folder + " is in use: another download into it is under way; wait for its end or take"
                            + " another directory.");
            return hub;
        });
        new HubDownload(settings()).fetch(NAME, folder);
        assertThat(folder.resolve(FILE)).hasBinaryContent(WEIGHTS);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(HubException.Reason reason) {
        Throwable thrown = catchThrowable(() -> new HubDownload(
                        settings(),
                        time -> {
                            throw new AssertionError("nothing to wait for");
                        },
                        UnaryOperator.identity())
                .fetch(NAME, folder));
        assertThat(folder.resolve(FILE)).doesNotExist();
        return assertThat(thrown).is(refusal(reason));
    }

    private HubSettings settings() {
        return HubSettings.defaults().withBase(hub.base());
    }

    /** A disk with room for this many bytes. */
    private static final class Quota implements WritableByteChannel {
        private final WritableByteChannel file;
        private int room;

        Quota(WritableByteChannel file, int room) {
            this.file = file;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int length = Math.min(room, source.remaining());
            int written = file.write(source.slice().limit(length));
            source.position(source.position() + written);
            room -= written;
            return written;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
