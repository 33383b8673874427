package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackFolderTest {
    @Test
    void theFirstFolderThatCanBeWrittenToCounts(@TempDir Path folder) throws IOException {
        Properties system = new Properties();
        system.setProperty(
                "org.bytedeco.javacpp.cachedir",
                Files.createFile(folder.resolve("file")).toString());
        system.setProperty("user.home", folder.resolve("missing").toString());
        system.setProperty("user.name", "jo");
        system.setProperty("java.io.tmpdir", folder.toString());
        assertThat(UnpackFolder.candidates(system))
                .containsExactly(
                        folder.resolve("file"),
                        folder.resolve("missing/.javacpp/cache"),
                        folder.resolve(".javacpp-jo/cache"));
        assertThat(UnpackFolder.find(system)).isEmpty();
        Path last = Files.createDirectories(folder.resolve(".javacpp-jo/cache"));
        assertThat(UnpackFolder.find(system)).hasValue(last);
    }
}
