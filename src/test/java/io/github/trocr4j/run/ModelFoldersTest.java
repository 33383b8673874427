package io.github.trocr4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFoldersTest {
    @TempDir
    Path folder;

    @Test
    void aFolderWithWeightsIsAModel() throws IOException {
        model("model", 1);
        assertThat(ModelFolders.named(folder.resolve("model"))).isEqualTo(folder.resolve("model"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"})
    void aFolderWithWeightsOfAnotherFormIsAModel(String file) throws IOException {
        Files.createFile(folder.resolve(file));
        assertThat(ModelFolders.named(folder)).isEqualTo(folder);
    }

    @Test
    void aFolderWithAnAdapterOrAnotherFormatSaysSo() throws IOException {
        Files.createFile(folder.resolve("tf_model.h5"));
        assertThatThrownBy(() -> ModelFolders.named(folder))
                .hasMessageContaining("found neither; it has 'tf_model.h5', which is empty");
        Files.createFile(folder.resolve("adapter_config.json"));
        assertThatThrownBy(() -> ModelFolders.named(folder))
                .hasMessageContaining("found neither; it holds an adapter of PEFT")
                .hasMessageContaining("merge_and_unload()");
    }

    @Test
    void aRunStandsForItsBestModel() throws IOException {
        model("run/best", 1);
        model("run/last", 2);
        assertThat(ModelFolders.named(folder.resolve("run"))).isEqualTo(folder.resolve("run/best"));
    }

    @Test
    void aFolderWithoutEitherIsOneSentence() {
        assertThatThrownBy(() -> ModelFolders.named(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": expected a model (config.json, model.safetensors) or a run with one in best,"
                        + " found neither.");
        assertThatThrownBy(() -> ModelFolders.named(folder.resolve("missing")))
                .isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void theNewestModelIsTheOneWrittenLast() throws IOException {
        model("runs/a/best", 1);
        model("runs/b/best", 3);
        model("runs/c/best", 2);
        Files.createDirectories(folder.resolve("runs/d/last"));
        Files.writeString(folder.resolve("runs/e"), "no folder");
        assertThat(ModelFolders.newest(folder.resolve("runs"))).contains(folder.resolve("runs/b/best"));
    }

    @Test
    void equallyNewModelsAreOrderedByName() throws IOException {
        model("runs/a/best", 1);
        model("runs/c/best", 1);
        model("runs/b/best", 1);
        assertThat(ModelFolders.newest(folder.resolve("runs"))).contains(folder.resolve("runs/c/best"));
    }

    @Test
    void withoutRunsThereIsNone() throws IOException {
        assertThat(ModelFolders.newest(folder.resolve("runs"))).isEmpty();
        Files.createDirectories(folder.resolve("runs/a"));
        assertThat(ModelFolders.newest(folder.resolve("runs"))).isEmpty();
    }

    private void model(String name, long seconds) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Path weights = Files.write(model.resolve("model.safetensors"), new byte[0]);
        Files.setLastModifiedTime(weights, FileTime.fromMillis(1000 * seconds));
    }
}
