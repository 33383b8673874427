package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.model.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** reading.json in the folder of a model. */
class ReadingConfigTest {
    @TempDir
    Path folder;

    @Test
    void aModelFolderKeepsIt() throws IOException {
        ReadingConfig config = new ReadingConfig(false, 1.75f, 0.9f);
        SmallModels.numbers().withReading(config).save(folder);
        assertThat(folder.resolve("reading.json")).hasContent("""
                {
                  "find_rows" : false,
                  "temperature" : 1.75,
                  "minimum_confidence" : 0.9
                }
                """);
        assertThat(ModelDirectory.load(folder).reading()).isEqualTo(config);
    }

    @Test
    void withoutItOnlyDigitModelsFindRows() throws IOException {
        SmallModels.digits().save(folder);
        assertThat(folder.resolve("reading.json")).doesNotExist();
        assertThat(ModelDirectory.load(folder).reading()).isEqualTo(new ReadingConfig(true, 1, 0));
        assertThat(SmallModels.text().reading()).isEqualTo(new ReadingConfig(false, 1, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'find_rows': true, 'temperature': 1, 'minimum_confidence': 0, 'top_k': 5}"
                        + "| top_k: there is no such key; expected find_rows, temperature, minimum_confidence.",
                "{'temperature': 1, 'minimum_confidence': 0} | find_rows: expected true or false, found nothing.",
                "{'find_rows': true, 'minimum_confidence': 0} | temperature: expected a number, found nothing.",
                "{'find_rows': true, 'temperature': 1} | minimum_confidence: expected a number, found nothing.",
                "{'find_rows': 1, 'temperature': 1, 'minimum_confidence': 0}"
                        + "| find_rows: expected true or false, found 1.",
                "{'find_rows': null, 'temperature': 1, 'minimum_confidence': 0}"
                        + "| find_rows: expected true or false, found null.",
                "{'find_rows': true, 'temperature': 'hot', 'minimum_confidence': 0}"
                        + "| temperature: expected a number, found \"hot\".",
                "{'find_rows': true, 'temperature': 0, 'minimum_confidence': 0}"
                        + "| temperature: expected a number above 0, found 0.0.",
                "{'find_rows': true, 'temperature': 1e300, 'minimum_confidence': 0}"
                        + "| temperature: expected a number above 0, found Infinity.",
                "{'find_rows': true, 'temperature': 1, 'minimum_confidence': 1.5}"
                        + "| minimum_confidence: expected 0 to 1, found 1.5.",
                "[] | expected a JSON object.",
                "{ | not valid JSON"
            })
    void anotherContentIsRefusedInOneSentence(String json, String complaint) {
        byte[] content = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ReadingConfig.parse("reading.json", content))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("reading.json: " + complaint);
    }

    @Test
    void aModelWithAMalformedOneIsNotLoaded() throws IOException {
        SmallModels.save(folder);
        Files.writeString(folder.resolve("reading.json"), "{}");
        assertThatThrownBy(() -> LineReader.load(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("reading.json") + ": find_rows: expected true or false, found nothing.");
    }
}
