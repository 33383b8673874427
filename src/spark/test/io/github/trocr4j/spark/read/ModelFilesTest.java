package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    @TempDir
    Path folder;

    @Test
    void theTokenizerMayBeWhereTheImageProcessorIs() throws IOException {
        Path model = SmallModels.saveText(folder);
        Path processor = Files.createDirectory(model.resolve("processor"));
        for (String file : List.of(
                "vocab.json",
                "merges.txt",
                "tokenizer_config.json",
                "special_tokens_map.json",
                "preprocessor_config.json")) {
            Files.move(model.resolve(file), processor.resolve(file));
        }
        Picture picture = Picture.gray(new byte[80 * 16], 80, 16);
        try (LineReader here = LineReader.load(model);
                LineReader there = ModelFiles.read(model, ReaderOptions.DEFAULT).load(ReaderOptions.DEFAULT)) {
            assertThat(there.readRow(picture)).isEqualTo(here.readRow(picture));
        }
    }
}
