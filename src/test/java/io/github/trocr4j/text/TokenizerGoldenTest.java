package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids and texts of transformers 5.18's TrOCRProcessor, from each set of files that tokenizers come in. */
@Tag("golden")
class TokenizerGoldenTest {
    private static final String PLAIN_MASK = "5.18, vocab.json and merges.txt, mask_token a plain string";

    @TempDir
    Path folder;

    static Stream<Arguments> folders() {
        String pairs = "vocab.json merges.txt ";
        String model = "sentencepiece.bpe.model ";
        String configs = "tokenizer_config.json special_tokens_map.json ";
        return Stream.of(
                arguments("roberta", pairs + configs + "tokenizer.json"),
                arguments("roberta", pairs + configs),
                arguments("roberta", pairs + "config-of-2021/tokenizer_config.json"),
                arguments(
                        "roberta",
                        pairs + "config-of-2021/tokenizer_config.json config-of-2021/special_tokens_map.json"),
                arguments("roberta", pairs + "config-plain-mask/tokenizer_config.json"),
                arguments("roberta", "tokenizer.json saved-by-5.18/tokenizer_config.json"),
                arguments("roberta", "tokenizer.json"),
                arguments("xlmr", model + configs + "tokenizer.json"),
                arguments("xlmr", model + configs),
                arguments("xlmr", model),
                arguments("xlmr", "tokenizer.json tokenizer_config.v5.json"),
                arguments("xlmr", "tokenizer.json"),
                arguments("xlmr-bpe", model + configs + "tokenizer.json"),
                arguments("xlmr-bpe", model + configs),
                arguments("xlmr-bpe", model),
                arguments("xlmr-bpe", "tokenizer.json tokenizer_config.v5.json"),
                arguments("xlmr-bpe", "tokenizer.json"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("folders")
    void idsAndTextsAreHuggingFaces(String kind, String files) throws IOException {
        Tokenizer tokenizer = load(kind, files);
        JsonValue cases = JsonTree.read(resource("cases.json"));
        assertThat(cases.path("strings").size()).isEqualTo(422);
        for (JsonValue each : cases.path("strings")) {
            JsonValue differs = each.path(kind).path("differs").path(PLAIN_MASK);
            boolean other = files.contains("plain-mask") && differs.isArray();
            String text = each.path("text").textValue();
            assertThat(tokenizer.encode(text))
                    .as(each.path("text").toAscii())
                    .isEqualTo(ints(other ? differs : each.path(kind).path("ids")));
        }
        assertThat(cases.path("decode").size()).isEqualTo(300);
        for (JsonValue each : cases.path("decode")) {
            if (each.path("tokenizer").asText().equals(kind)) {
                assertThat(tokenizer.decode(ints(each.path("ids"))))
                        .as(each.path("ids").toString())
                        .isEqualTo(each.path("text").textValue());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cleanedUp")
    void spacesBeforePunctuationAreCleanedUpOnRequest(String kind, String files) throws IOException {
        load(kind, files);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"clean_up_tokenization_spaces\": true}");
        Tokenizer tokenizer = Tokenizer.load(folder);
        for (JsonValue each : JsonTree.read(resource("cases.json")).path("decode")) {
            if (each.path("tokenizer").asText().equals(kind)) {
                JsonValue cleaned = each.path("clean_true");
                assertThat(tokenizer.decode(ints(each.path("ids"))))
                        .isEqualTo((cleaned.isText() ? cleaned : each.path("text")).textValue());
            }
        }
    }

    /** Byte-level BPE ignores the request. */
    static Stream<Arguments> cleanedUp() {
        return Stream.of(
                arguments("roberta", "vocab.json merges.txt"),
                arguments("xlmr", "sentencepiece.bpe.model"),
                arguments("xlmr-bpe", "sentencepiece.bpe.model"));
    }

    private Tokenizer load(String kind, String files) throws IOException {
        for (String file : files.trim().split(" ", -1)) {
            String name = Path.of(file).getFileName().toString().replace(".v5", "");
            Files.write(folder.resolve(name), resource(kind + "/" + file));
        }
        return Tokenizer.load(folder);
    }

    private static int[] ints(JsonValue ids) {
        return StreamSupport.stream(ids.spliterator(), false)
                .mapToInt(JsonValue::intValue)
                .toArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TokenizerGoldenTest.class.getResourceAsStream("/golden-family/tokenizers/" + name)) {
            return in.readAllBytes();
        }
    }
}
