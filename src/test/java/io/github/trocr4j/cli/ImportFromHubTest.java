package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.hub.FakeHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import owner/name} from a local server that imitates the Hub. */
class ImportFromHubTest {
    @TempDir
    Path folder;

    @Test
    void aRepositoryIsFetchedOnceAndImported() throws IOException {
        Path published = SmallModels.save(folder.resolve("published"));
        Path downloads = folder.resolve("downloads");
        try (FakeHub hub = new FakeHub()
                .small("config.json", Files.readString(published.resolve("config.json")))
                .small("preprocessor_config.json", Files.readString(published.resolve("preprocessor_config.json")))
                .large("model.safetensors", Files.readAllBytes(published.resolve("model.safetensors")))) {
            Path output = folder.resolve("model");
            Ran ran = Ran.of("import", "tiny/trocr", "--hub", hub.base(), "--downloads", downloads, "--output", output);
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("tiny/trocr").contains("downloading it from the Hub");
            assertThat(downloads.resolve("tiny/trocr/main/model.safetensors")).isRegularFile();
            String key = "decoder.output_projection.weight";
            assertThat(ModelDirectory.load(output).weights().values(key))
                    .isEqualTo(ModelDirectory.load(published).weights().values(key));

            Path again = folder.resolve("again");
            int before = transfers(hub);
            ran = Ran.of("import", "tiny/trocr", "--hub", hub.base(), "--downloads", downloads, "--output", again);
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(transfers(hub)).isEqualTo(before);
        }
    }

    @Test
    void aMissingRepositoryWritesNoModel() throws IOException {
        try (FakeHub hub = new FakeHub()) {
            Path output = folder.resolve("model");
            Ran ran = Ran.of(
                    "import",
                    "tiny/trocr",
                    "--hub",
                    hub.base(),
                    "--downloads",
                    folder.resolve("d"),
                    "--output",
                    output);
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).contains("tiny/trocr").doesNotContain("at io.github");
            assertThat(output).doesNotExist();
        }
    }

    @Test
    void whatIsNeitherPathNorNameIsRefused() {
        Ran ran = Ran.of("import", "no where", "--output", folder.resolve("model"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("no where: there is no such file or folder")
                .contains("owner/name");
    }

    private static int transfers(FakeHub hub) {
        return (int) hub.requests().stream()
                .filter(request -> request.ofStore() && "GET".equals(request.method()))
                .count();
    }
}
