package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.hub.FakeHub;
import io.github.trocr4j.image.Resampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** With the files that the repository of trocr-base-handwritten has; the tokenizer's are only kept. */
    @Test
    void theModelKeepsTokenizerProcessorAndGenerationFiles() throws IOException {
        Path family = Path.of("src", "test", "resources", "golden-family");
        Path published = family.resolve("vit-tied");
        Path roberta = family.resolve("tokenizers").resolve("roberta");
        List<String> kept = List.of("merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json");
        try (FakeHub hub = new FakeHub("microsoft/trocr-base-handwritten")
                .large("model.safetensors", Files.readAllBytes(published.resolve("model.safetensors")))
                .large("pytorch_model.bin", new byte[] {1})) {
            for (String file : List.of("config.json", "generation_config.json", "preprocessor_config.json")) {
                hub.small(file, Files.readString(published.resolve(file)));
            }
            for (String file : kept) {
                hub.small(file, Files.readString(roberta.resolve(file)));
            }
            Path output = folder.resolve("model");
            imported(hub, "microsoft/trocr-base-handwritten", output, "--head", "original");
            assertThat(hub.requests()).noneMatch(request -> request.path().endsWith("pytorch_model.bin"));
            for (String file : kept) {
                assertThat(output.resolve(file)).hasSameBinaryContentAs(roberta.resolve(file));
            }
            assertThat(output.resolve("generation_config.json"))
                    .hasSameBinaryContentAs(published.resolve("generation_config.json"));
            assertThat(ModelDirectory.load(output).processor().config())
                    .isEqualTo(ModelDirectory.load(published).processor().config());

            Path exported = folder.resolve("exported");
            Ran ran = Ran.of("export", output, "--output", exported);
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            for (String file : kept) {
                assertThat(exported.resolve(file)).hasSameBinaryContentAs(roberta.resolve(file));
            }
            assertThat(exported.resolve("generation_config.json"))
                    .hasSameBinaryContentAs(published.resolve("generation_config.json"));
        }
    }

    /** TrOCRProcessor of transformers 5 saves processor_config.json, tokenizer.json and tokenizer_config.json only. */
    @Test
    void aFolderOfTransformers5IsTaken() throws IOException {
        Path published = Path.of("src", "test", "resources", "golden-family", "deit-learned");
        String processor = Files.readString(published.resolve("preprocessor_config.json"))
                .replaceAll("\"image_mean\": \\[[^]]*]", "\"image_mean\": [0.485, 0.456, 0.406]");
        try (FakeHub hub = new FakeHub()
                .large("model.safetensors", Files.readAllBytes(published.resolve("model.safetensors")))
                .small("config.json", Files.readString(published.resolve("config.json")))
                .small("processor_config.json", "{\"image_processor\": " + processor + "}")
                .small("tokenizer.json", "{}")
                .small("tokenizer_config.json", "{}")) {
            Path output = folder.resolve("model");
            Path report = folder.resolve("report.txt");
            Ran ran = imported(hub, "tiny/trocr", output, "--head", "original", "--report", report);
            assertThat(ModelDirectory.load(output).processor().config().imageMean())
                    .containsExactly(0.485, 0.456, 0.406);
            assertThat(report)
                    .content()
                    .contains("image processor: that in processor_config.json")
                    .contains("image processor: without effect: crop_size");
            assertThat(ran.out()).contains("image processor: that in processor_config.json");
            assertThat(output.resolve("tokenizer.json")).hasContent("{}");
            assertThat(output.resolve("processor_config.json")).doesNotExist();
        }
    }

    /** The model's own folder has only the model. */
    @Test
    void theProcessorOfASubfolderIsKept() throws IOException {
        Path published = Path.of("src", "test", "resources", "golden-family", "deit-learned");
        String processor = Files.readString(published.resolve("preprocessor_config.json"));
        try (FakeHub hub = new FakeHub()
                .large("model.safetensors", Files.readAllBytes(published.resolve("model.safetensors")))
                .small("config.json", Files.readString(published.resolve("config.json")))
                .small("processor/preprocessor_config.json", processor.replace("\"resample\": 3", "\"resample\": 2"))
                .small("processor/sentencepiece.bpe.model", "pieces")) {
            Path output = folder.resolve("model");
            Ran ran = imported(hub, "tiny/trocr", output, "--head", "original");
            assertThat(ModelDirectory.load(output).processor().config().resample())
                    .isEqualTo(Resampling.BILINEAR);
            assertThat(output.resolve("sentencepiece.bpe.model")).hasContent("pieces");
            assertThat(ran.out().replace('\\', '/')).contains("processor/preprocessor_config.json");
        }
    }

    private Ran imported(FakeHub hub, String name, Path output, Object... options) {
        List<Object> words = new ArrayList<>(List.of("import", name, "--hub", hub.base(), "--output", output));
        words.addAll(List.of("--downloads", folder.resolve("downloads")));
        words.addAll(List.of(options));
        Ran ran = Ran.of(words.toArray());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
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
