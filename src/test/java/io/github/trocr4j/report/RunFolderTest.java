package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
    @TempDir
    Path folder;

    @Test
    void aNewRunGetsAFolderOfItsOwn() throws IOException {
        Path runs = folder.resolve("runs");

        assertThat(RunFolder.create(runs, "mine").root())
                .isEqualTo(runs.resolve("mine"))
                .isEmptyDirectory();
        assertThatThrownBy(() -> RunFolder.create(runs, "mine")).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void usesTheFirstFreeNumber() throws IOException {
        Files.createDirectory(folder.resolve("quick-2"));

        assertThat(RunFolder.createNumbered(folder, "quick").root()).hasFileName("quick-1");
        assertThat(RunFolder.createNumbered(folder, "quick").root()).hasFileName("quick-3");
        assertThat(RunFolder.createNumbered(folder, "small").root()).hasFileName("small-1");
    }

    @Test
    void aFileInPlaceOfTheFolderOfRunsIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("runs"), "");

        assertThatThrownBy(() -> RunFolder.createNumbered(file, "quick")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../out", "a/b", "a\\b", ".hidden", "-x", "a b", "\u00e9"})
    void refusesNamesThatLeadElsewhere(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> RunFolder.create(folder, name));
        assertThatIllegalArgumentException().isThrownBy(() -> RunFolder.createNumbered(folder, name));
    }

    @Test
    void opensAnExistingRun() throws IOException {
        Path root = RunFolder.create(folder, "old").root();

        assertThat(RunFolder.open(root).metrics()).isEqualTo(root.resolve("metrics.csv"));
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("none"))).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void writesFilesAtomically() throws IOException {
        RunFolder run = RunFolder.create(folder, "run");

        run.write(run.config(), "{\"first\": 1}\n");
        run.write(run.config(), "{\"n\u00ba\": 2}\n");

        assertThat(run.config()).hasContent("{\"n\u00ba\": 2}\n");
        assertThat(run.root()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void temporaryFilesOfACrashAreReplaced() throws IOException {
        RunFolder run = RunFolder.create(folder, "run");
        Files.writeString(run.root().resolve("config.json.tmp"), "half of something much longer than the text");

        run.write(run.config(), "{}");

        assertThat(run.config()).hasContent("{}");
        assertThat(run.root()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void refusesFilesOutsideTheFolder() throws IOException {
        RunFolder run = RunFolder.create(folder, "run");

        assertThatIllegalArgumentException().isThrownBy(() -> run.write(folder.resolve("x"), "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.write(run.root().resolve("../x"), "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> run.write(run.root(), "x"));
    }
}
