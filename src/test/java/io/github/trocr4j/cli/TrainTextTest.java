package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains models of text with their own tokenizers. */
@Tag("slow")
class TrainTextTest {
    private static final List<String> TOKENIZER =
            List.of("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json");

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path lines;
    private Path start;
    private Path runs;

    @BeforeAll
    static void writeLines() throws IOException {
        lines = DigitLines.write(shared.resolve("lines"), 60);
    }

    @BeforeEach
    void writeModel() throws IOException {
        start = SmallModels.saveText(directory.resolve("start"));
        runs = directory.resolve("runs");
    }

    @Test
    void aRunKeepsTheTokenizerAndItsModelReads() throws IOException {
        Ran ran = train(lines, "--name", "first", "--steps", 8);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("8 steps of 8 lines")
                .containsPattern("after 1\\.. epochs: .*held-out lines read exactly, CER ");
        Path run = runs.resolve("first");
        for (String model : List.of("best", "last")) {
            for (String file : TOKENIZER) {
                assertThat(run.resolve(model).resolve(file)).hasSameBinaryContentAs(start.resolve(file));
            }
        }
        JsonValue recipe = json(run.resolve("config.json")).get("lines");
        assertThat(recipe.get("alphabet").textValue()).isEqualTo("original");
        assertThat(recipe.get("max_tokens").intValue()).isEqualTo(7);
        JsonValue decoder = json(run.resolve("best/config.json")).get("decoder");
        assertThat(decoder.get("vocab_size").intValue()).isEqualTo(1500);
        assertThat(Files.readAllBytes(run.resolve("best/model.safetensors")))
                .isNotEqualTo(Files.readAllBytes(start.resolve("model.safetensors")));

        Ran read = Ran.of("predict", "--model", run.resolve("best"), run.resolve("line.png"));
        assertThat(read.exitCode()).as(read.err()).isZero();
        Ran measured = Ran.of("evaluate", run, "--data", lines, "--json");
        assertThat(measured.exitCode()).as(measured.err()).isZero();
        assertThat(JsonTree.read(measured.out()).get("lines").intValue()).isEqualTo(60);
    }

    @Test
    void aRunResumesWithoutTheModelThatItBeganWith() throws IOException {
        assertThat(train(lines, "--name", "run", "--steps", 4, "--max-length", 9)
                        .exitCode())
                .isZero();
        Path run = runs.resolve("run");
        byte[] weights = Files.readAllBytes(run.resolve("last/model.safetensors"));
        Files.delete(start.resolve("vocab.json"));

        Ran again = Ran.of("train", "--resume", run);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("Resuming after step 4 of 4");
        assertThat(Files.readAllBytes(run.resolve("last/model.safetensors"))).isEqualTo(weights);
        assertThat(Ran.of("train", "--resume", run, "--head", "original").err())
                .contains("--head applies to new runs only");
    }

    @Test
    void generationGoesOnUntilTheLongestText() throws IOException {
        Path generation = start.resolve("generation_config.json");
        Files.writeString(
                generation,
                "{\"decoder_start_token_id\": 2, \"eos_token_id\": 2, \"max_length\": 4, \"num_beams\": 2}");
        assertThat(train(lines, "--name", "run", "--steps", 1).exitCode()).isZero();
        JsonValue written = json(runs.resolve("run/best/generation_config.json"));
        assertThat(written.get("max_new_tokens").intValue()).isEqualTo(7);
        assertThat(written.get("num_beams").intValue()).isEqualTo(2);
    }

    @Test
    void aDryRunCountsTokens() {
        Ran ran = train(lines, "--dry-run");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("1 to 5 (median 3) characters; at most 7 tokens are read")
                .containsPattern("memory +about")
                .containsPattern("disk +1 MB in the folder of the run while it trains");
    }

    @Test
    void textsOfTooManyTokensAreRefused() throws IOException {
        Path own = lines("9".repeat(60));
        assertThat(train(own).err()).containsPattern("0\\.png: a text of [0-9]+ tokens, more than 40");
        assertThat(train(lines, "--max-length", 6).err())
                .contains("text too long (5)", "a text of 7 tokens, more than 6");
        assertThat(train(lines, "--max-length", 41).err())
                .contains("--max-length: expected at most 40, the tokens that the model has positions for, found 41");
    }

    @Test
    void whatTheTokenizerCannotWriteIsRefused() throws IOException {
        assertThat(train(lines("7</s>")).err())
                .contains("unknown to the tokenizer (1)", "0.png: \"</s>\" is a special token of the tokenizer");
        useXlmR();
        assertThat(train(lines("7\u00ef")).err()).contains("0.png: \"\u00ef\" (U+00EF) is unknown to the tokenizer");
        Ran allowed = train(lines("7\u00ef"), "--allow-bad", 5, "--steps", 1, "--name", "xlmr");
        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        assertThat(runs.resolve("xlmr/best/sentencepiece.bpe.model")).exists();
    }

    @Test
    void theTokenizerOfAnotherModelIsRefused() throws IOException {
        Path config = start.resolve("vocab.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"\u01202\":[0-9]+", "\"\u01202\":1700"));
        Files.writeString(config, Files.readString(config).replaceFirst("\"2\":[0-9]+", "\"2\":1600"));
        assertThat(train(lines).err())
                .contains("the tokenizer has the token id 1600, but the model only those up to 1499");
    }

    @Test
    void aModelWithoutTokenizerOrStartTokenIsRefused() throws IOException {
        Files.writeString(start.resolve("generation_config.json"), "{\"eos_token_id\": 2}");
        assertThat(train(lines).err()).contains("decoder_start_token_id: expected a token id");
        Files.delete(start.resolve("generation_config.json"));
        Files.delete(start.resolve("vocab.json"));
        Ran ran = train(lines);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("tokenizer.json");
        assertThat(runs).doesNotExist();
    }

    @Test
    void theOriginalHeadOfACharacterModelIsItsAlphabet() throws IOException {
        SmallModels.numbers().save(directory.resolve("numbers"));
        SmallModels.save(directory.resolve("digits"));
        Ran ran = Ran.of(arguments(lines, directory.resolve("numbers"), "--name", "numbers", "--steps", 1));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(json(runs.resolve("numbers/config.json"))
                        .get("lines")
                        .get("alphabet")
                        .textValue())
                .isEqualTo("0123456789");
        assertThat(Ran.of(arguments(lines, directory.resolve("digits"))).err())
                .contains("another number of digits (48)");
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertThat(train(lines, "--alphabet", "01").err())
                .contains("--alphabet makes a new head for these characters, and --head original keeps that of the"
                        + " model: specify one of the two");
        assertThat(Ran.of("train", "--data", lines, "--head", "original").err())
                .contains("--head original: add --from with the model whose tokenizer is to be kept");
        assertThat(Ran.of("train", "--from", start, "--head", "original").err())
                .contains("--head original: add --data with the folder of the labelled lines");
        assertThat(Ran.of("train", "--data", lines, "--from", start, "--head", "digits")
                        .err())
                .contains("--head: expected original, found digits; --alphabet makes a new head");
        assertThat(Ran.of("train", "--data", lines, "--from", start).err()).contains("or --head original");
        assertThat(runs).doesNotExist();
    }

    /** Gives the model the tokenizer of XLM-R, which has fewer tokens. */
    private void useXlmR() throws IOException {
        for (String name : TOKENIZER) {
            Files.delete(start.resolve(name));
        }
        Path tokenizer = FamilyGoldens.path("tokenizers").resolve("xlmr");
        for (String name : List.of("sentencepiece.bpe.model", "tokenizer_config.json")) {
            Files.copy(tokenizer.resolve(name), start.resolve(name));
        }
    }

    /** Writes lines of which the first has another text. */
    private Path lines(String first) throws IOException {
        Path own = DigitLines.write(directory.resolve("own"), 60);
        Path table = own.resolve("metadata.csv");
        Files.writeString(table, Files.readString(table).replaceFirst("0\\.png,.*", "0.png," + first));
        return own;
    }

    private Ran train(Path data, Object... more) {
        return Ran.of(arguments(data, start, more));
    }

    private Object[] arguments(Path data, Path from, Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("train", "--data", data, "--from", from, "--head", "original", "--runs", runs));
        arguments.addAll(List.of(more));
        return arguments.toArray();
    }

    private static JsonValue json(Path file) throws IOException {
        return JsonTree.read(Files.readAllBytes(file));
    }
}
