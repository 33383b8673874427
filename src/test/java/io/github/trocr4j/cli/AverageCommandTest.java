package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AverageCommandTest {
    private static final String KEY = ParameterShapes.OUTPUT_PROJECTION;

    @TempDir
    Path folder;

    /** Writes the small model with its projection times a factor. */
    private Path model(String name, ModelDirectory model, float factor) throws IOException {
        Weights weights = Weights.from(model.config(), (key, shape) -> {
            float[] values = model.weights().values(key);
            for (int i = 0; key.equals(KEY) && i < values.length; i++) {
                values[i] *= factor;
            }
            return values;
        });
        new ModelDirectory(model.config(), weights, model.processor(), model.characters(), model.reading())
                .save(folder.resolve(name));
        return folder.resolve(name);
    }

    @Test
    void weightsAreTheMeanAndTheRestIsTheFirstModels() throws IOException {
        Path one = model("one", SmallModels.digits(), 1);
        Path five = model("five", SmallModels.digits().withDropout(0.3), 5);
        Path output = folder.resolve("mean");
        Ran ran = Ran.of("average", one, five, "--output", output);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo("Wrote the mean of 2 models to " + output + System.lineSeparator());
        ModelDirectory own = ModelDirectory.load(one);
        ModelDirectory mean = ModelDirectory.load(output);
        float[] before = own.weights().values(KEY);
        float[] after = mean.weights().values(KEY);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isEqualTo((float) (0.5 * before[i] + 0.5 * (double) (5 * before[i])));
        }
        assertThat(mean.config()).isEqualTo(own.config());
        assertThat(mean.weights().values(ParameterShapes.EMBED_TOKENS))
                .isEqualTo(own.weights().values(ParameterShapes.EMBED_TOKENS));
    }

    @Test
    void sharesNeedNotAddUpToOne() throws IOException {
        Path one = model("one", SmallModels.numbers(), 1);
        Path five = model("five", SmallModels.numbers(), 5);
        Path output = folder.resolve("mean");
        Ran ran = Ran.of("average", one, five, "--shares", "6,2", "--output", output);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        ModelDirectory mean = ModelDirectory.load(output);
        assertThat(mean.weights().values(KEY)[0])
                .isEqualTo(2 * ModelDirectory.load(one).weights().values(KEY)[0]);
        assertThat(mean.characters().orElseThrow().alphabet()).isEqualTo("0123456789");
        assertThat(mean.reading()).isEqualTo(SmallModels.numbers().reading());
    }

    @Test
    void aModelOfAnotherArchitectureIsNamed() throws IOException {
        Path digits = model("digits", SmallModels.digits(), 1);
        Path text = model("text", SmallModels.text(), 1);
        Ran ran = Ran.of("average", digits, text, "--output", folder.resolve("mean"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains(
                        text + ": expected the same values in config.json as in " + digits + ", found others; average");
        assertThat(folder.resolve("mean")).doesNotExist();
    }

    @Test
    void aModelOfOtherCharactersIsNamed() throws IOException {
        ModelDirectory digits = SmallModels.digits();
        Path some = model("some", digits.withCharacters(CharacterVocabulary.of("012"), 7, 1), 1);
        Path others = model("others", digits.withCharacters(CharacterVocabulary.of("345"), 7, 1), 1);
        assertThat(Ran.of("average", some, others, "--output", folder.resolve("mean"))
                        .err())
                .contains(others + ": expected the same values in tokenizer.json");
    }

    @Test
    void filesAreNotOverwritten() throws IOException {
        Path one = model("one", SmallModels.digits(), 1);
        byte[] before = Files.readAllBytes(one.resolve("model.safetensors"));
        assertThat(Ran.of("average", one, one, "--output", one).err()).contains("expected a new or empty folder");
        assertThat(one.resolve("model.safetensors")).hasBinaryContent(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,3|--shares: expected one for each of the 2 models, found 3",
                "1,0|--shares: expected numbers above 0, found 0.0",
                "NaN,1|--shares: expected numbers above 0, found NaN",
                "1,x|'x' is not a double"
            })
    void wrongSharesAreUsageErrors(String shares, String message) {
        Ran ran = Ran.of("average", "a", "b", "--shares", shares, "--output", folder.resolve("mean"));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains(message);
    }

    @Test
    void oneModelHasNoMean() {
        assertThat(Ran.of("average", "a", "--output", folder.resolve("mean")).exitCode())
                .isEqualTo(2);
    }
}
