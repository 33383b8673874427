package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.FakeHub.COMMIT;
import static io.github.trocr4j.hub.FakeHub.NAME;
import static io.github.trocr4j.hub.FakeHub.redirect;
import static io.github.trocr4j.hub.FakeHub.refusal;
import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.http.Response;
import io.github.trocr4j.hub.FakeHub.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are downloaded, from where, and who receives the token. */
class HubDownloadTest {
    private static final byte[] WEIGHTS = new byte[200_000];

    @TempDir
    Path folder;

    private FakeHub hub;

    @BeforeEach
    void startHub() throws IOException {
        new Random(1).nextBytes(WEIGHTS);
        hub = new FakeHub().settings();
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void aModelIsItsSettingsVocabularyAndWeights() throws IOException {
        hub.small("generation_config.json", "{}\n")
                .large("sentencepiece.bpe.model", new byte[] {1, 2})
                .large("model.safetensors", WEIGHTS)
                .large("pytorch_model.bin", new byte[] {3});
        Path directory = folder.resolve("a/b");
        HubDownload.Snapshot snapshot = download().snapshot(NAME, directory);

        assertThat(snapshot.directory()).isEqualTo(directory);
        assertThat(snapshot.weights()).isEqualTo(directory.resolve("model.safetensors"));
        assertThat(snapshot.commit()).contains(COMMIT);
        assertThat(snapshot.files())
                .map(file -> file.getFileName().toString())
                .containsExactly(
                        "config.json",
                        "preprocessor_config.json",
                        "generation_config.json",
                        "sentencepiece.bpe.model",
                        "model.safetensors");
        assertThat(directory.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(directory.resolve("generation_config.json")).hasContent("{}\n");
        assertThat(directory)
                .isDirectoryNotContaining("glob:**.part")
                .isDirectoryNotContaining("glob:**pytorch_model.bin");
    }

    /** What the repository of trocr-base-handwritten holds, and what is fetched of it. */
    @Test
    void baseIsFetchedWithoutItsSecondWeights() throws IOException {
        for (String file : List.of(
                "generation_config.json",
                "merges.txt",
                "special_tokens_map.json",
                "tokenizer_config.json",
                "vocab.json",
                "README.md",
                ".gitattributes")) {
            hub.small(file, file);
        }
        hub.large("model.safetensors", WEIGHTS).large("pytorch_model.bin", WEIGHTS);
        assertThat(fetched())
                .containsExactlyInAnyOrder(
                        "config.json",
                        "generation_config.json",
                        "merges.txt",
                        "model.safetensors",
                        "preprocessor_config.json",
                        "special_tokens_map.json",
                        "tokenizer_config.json",
                        "vocab.json");
    }

    /** Of trocr-small; those that only transformers 5 has saved; and a fine-tune without a tokenizer of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sentencepiece.bpe.model special_tokens_map.json tokenizer_config.json pytorch_model.bin",
                "processor_config.json tokenizer.json tokenizer_config.json generation_config.json model.safetensors",
                "added_tokens.json tokenizer.json vocab.json merges.txt model.safetensors",
                "model.safetensors"
            })
    void eachKindOfRepositoryIsFetchedWhole(String files) throws IOException {
        List<String> expected = new ArrayList<>(List.of("config.json", "preprocessor_config.json"));
        for (String file : files.split(" ", -1)) {
            expected.add(file);
            hub.small(file, file);
        }
        hub.small("training_args.bin", "").small("tf_model.h5", "").small("optimizer.pt", "");
        assertThat(fetched()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aProcessorMayBeInItsSubfolderOnly() throws IOException {
        hub = only(
                "config.json",
                "model.safetensors",
                "processor/preprocessor_config.json",
                "processor/tokenizer.json",
                "checkpoint-5/preprocessor_config.json");
        assertThat(fetched())
                .containsExactlyInAnyOrder(
                        "config.json",
                        "model.safetensors",
                        "processor/preprocessor_config.json",
                        "processor/tokenizer.json");
        assertThat(folder.resolve("processor/tokenizer.json")).hasContent("processor/tokenizer.json");
        assertThat(folder.resolve("processor")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void theFoldersOwnProcessorComesBeforeThatInTheSubfolder() throws IOException {
        hub.large("model.safetensors", WEIGHTS).small("processor/preprocessor_config.json", "{}");
        assertThat(fetched()).containsExactlyInAnyOrder("config.json", "preprocessor_config.json", "model.safetensors");
        assertThat(hub.requests()).noneMatch(request -> request.path().contains("processor/"));
    }

    @Test
    void aModelWithoutProcessorIsFetchedToo() throws IOException {
        hub = only("config.json", "pytorch_model.bin");
        assertThat(fetched()).containsExactlyInAnyOrder("config.json", "pytorch_model.bin");
    }

    private FakeHub only(String... files) throws IOException {
        hub.close();
        FakeHub other = new FakeHub();
        for (String file : files) {
            other.small(file, file);
        }
        return other;
    }

    /** Fetches, and returns the names of the files in the folder. */
    private List<String> fetched() throws IOException {
        HubDownload.Snapshot snapshot = download().snapshot(NAME, folder);
        List<String> names = snapshot.files().stream()
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                .toList();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(snapshot.files().stream(), Stream.of(folder.resolve(HubDownload.LOCK_FILE)))
                                    .toList());
        }
        return names;
    }

    @Test
    void fetchReturnsTheDirectory() throws IOException {
        hub.large("model.safetensors", WEIGHTS);
        assertThat(download().fetch(NAME, folder)).isEqualTo(folder);
    }

    @Test
    void allFilesAreOfTheCommitThatTheFirstOneCameFrom() throws IOException {
        hub.large("model.safetensors", WEIGHTS);
        download().fetch(NAME, folder);
        assertThat(hub.requests().stream()
                        .filter(request -> !request.ofStore())
                        .map(Request::path)
                        .distinct())
                .startsWith(
                        "/tiny/trocr/resolve/main/config.json",
                        "/tiny/trocr/resolve/" + COMMIT + "/preprocessor_config.json")
                .filteredOn(path -> path.contains("/main/"))
                .hasSize(1);
    }

    @Test
    void weightsInSeveralFilesComeWithTheirIndex() throws IOException {
        hub.small("model.safetensors.index.json", index("m-1-of-2.safetensors", "m-2-of-2.safetensors"))
                .large("m-1-of-2.safetensors", WEIGHTS)
                .large("m-2-of-2.safetensors", new byte[] {4});
        HubDownload.Snapshot snapshot = download().snapshot(NAME, folder);
        assertThat(snapshot.weights()).isEqualTo(folder.resolve("model.safetensors.index.json"));
        assertThat(folder.resolve("m-1-of-2.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(folder.resolve("m-2-of-2.safetensors")).hasBinaryContent(new byte[] {4});
    }

    @Test
    void pickledWeightsAreTakenWhereThereAreNoOthers() throws IOException {
        hub.large("pytorch_model.bin", WEIGHTS);
        assertThat(download().snapshot(NAME, folder).weights()).isEqualTo(folder.resolve("pytorch_model.bin"));
    }

    @Test
    void pickledWeightsMayBeInSeveralFilesToo() throws IOException {
        hub.small("pytorch_model.bin.index.json", index("a.bin", "b.bin"))
                .large("a.bin", WEIGHTS)
                .large("b.bin", new byte[0]);
        assertThat(download().snapshot(NAME, folder).files())
                .endsWith(folder.resolve("a.bin"), folder.resolve("b.bin"));
        assertThat(folder.resolve("b.bin")).isEmptyFile();
    }

    @Test
    void aFileOfTheIndexThatIsMissingIsNamed() {
        hub.small("model.safetensors.index.json", index("a.safetensors", "b.safetensors"))
                .large("a.safetensors", WEIGHTS);
        assertThatThrownBy(() -> download().fetch(NAME, folder))
                .is(refusal(NOT_FOUND))
                .hasMessageStartingWith("tiny/trocr@main has no b.safetensors");
    }

    @Test
    void rightFilesAreKeptAndWrongOnesReplaced() throws IOException {
        hub.large("model.safetensors", WEIGHTS);
        Files.write(folder.resolve("model.safetensors"), new byte[WEIGHTS.length]);
        download().fetch(NAME, folder);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);

        hub.requests().clear();
        List<String> seen = new ArrayList<>();
        new HubDownload(settings().withProgress((file, bytes, total) -> seen.add(file + " " + bytes + " " + total)))
                .fetch(NAME, folder);
        assertThat(hub.requests()).extracting(Request::method).containsOnly("HEAD");
        assertThat(seen).contains("model.safetensors 200000 200000");
    }

    @Test
    void progressGrowsToTheWholeLength() throws IOException {
        hub.large("model.safetensors", WEIGHTS);
        List<Long> seen = new ArrayList<>();
        Response.Progress progress = (file, bytes, total) -> {
            if (file.equals("model.safetensors")) {
                assertThat(total).isEqualTo(WEIGHTS.length);
                seen.add(bytes);
            }
        };
        new HubDownload(settings().withProgress(progress)).fetch(NAME, folder);
        assertThat(seen).isSorted().endsWith((long) WEIGHTS.length);
    }

    @Test
    void aFileOfAnotherModelIsNotTakenForThisOnes() throws IOException {
        hub.large("pytorch_model.bin", WEIGHTS);
        Files.write(folder.resolve("model.safetensors"), new byte[] {1});
        assertThatThrownBy(() -> download().fetch(NAME, folder))
                .is(refusal(DIRECTORY))
                .hasMessage(folder + " holds model.safetensors, which tiny/trocr@main does not have; take an empty"
                        + " directory, or remove the file if it is not needed.");
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void relativeRedirectsOfTheHubAreFollowed() throws IOException {
        hub.large("model.safetensors", WEIGHTS)
                .next("HEAD", "config.json", redirect("/tiny/trocr/resolve/" + COMMIT + "/config.json"))
                .next("GET", "config.json", redirect("../" + COMMIT + "/config.json"));
        download().fetch(NAME, folder);
        assertThat(folder.resolve("config.json")).hasContent("{\"model_type\": \"vision-encoder-decoder\"}");
    }

    @Test
    void theTokenIsForTheHubAlone() throws IOException {
        hub.large("model.safetensors", WEIGHTS);
        new HubDownload(settings().withToken(Optional.of("hf_secret"))).fetch(NAME, folder);
        assertThat(hub.requests()).filteredOn(Request::ofStore).isNotEmpty();
        assertThat(hub.requests())
                .allSatisfy(request ->
                        assertThat(request.authorization()).isEqualTo(request.ofStore() ? null : "Bearer hf_secret"));
    }

    private HubDownload download() {
        return new HubDownload(settings());
    }

    private HubSettings settings() {
        return HubSettings.defaults().withBase(hub.base());
    }

    private static String index(String first, String second) {
        return "{\"weight_map\": {\"a\": \"" + first + "\", \"b\": \"" + second + "\"}}";
    }
}
