package io.github.trocr4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.trocr4j.text.Tokenizer;
import io.github.trocr4j.text.VocabularyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For any bytes, {@link Tokenizer} throws only its exception, and what it reads encodes and decodes. */
class TokenizerFuzzTest {
    private static final String LENGTH = "1m";
    private static final String TEXT = "a b 1!\u00e4\u00e9\uFB01 e\u0301\u0301 \uD83D\uDE00\u200D\uFF21 <mask>";

    static Stream<Arguments> tokenizerJsonSeeds() throws IOException {
        String written = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"],"
                + "\"unk_token\":\"a\"},\"normalizer\":{\"type\":\"NFC\"},\"pre_tokenizer\":{\"type\":\"Metaspace\","
                + "\"replacement\":\"_\"},\"added_tokens\":[{\"id\":3,\"content\":\"!\",\"rstrip\":true}],"
                + "\"post_processor\":{\"type\":\"BertProcessing\",\"cls\":[\"a\",0],\"sep\":[\"b\",1]},"
                + "\"decoder\":{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"}]}}";
        return Stream.of(written.getBytes(StandardCharsets.UTF_8), golden("xlmr-bpe/tokenizer.json"))
                .map(seed -> Arguments.of((Object) seed));
    }

    @MethodSource("tokenizerJsonSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void tokenizerJson(byte[] input) throws IOException {
        read("tokenizer.json", input);
    }

    static Stream<Arguments> mergesSeeds() {
        return Stream.of("#version: 0.2\na b\nab c\n", "\u0120 a\r\n")
                .map(seed -> Arguments.of((Object) seed.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("mergesSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void merges(byte[] input) throws IOException {
        read("merges.txt", input);
    }

    static Stream<Arguments> piecesSeeds() throws IOException {
        return Stream.of(Arguments.of((Object) golden("xlmr-bpe/sentencepiece.bpe.model")));
    }

    @MethodSource("piecesSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void pieces(byte[] input) throws IOException {
        read("sentencepiece.bpe.model", input);
    }

    private static void read(String name, byte[] input) throws IOException {
        Path folder = Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "fuzz-" + ProcessHandle.current().pid() + "-" + name));
        Files.write(folder.resolve(name), input);
        if (name.equals("merges.txt")) {
            Files.writeString(folder.resolve("vocab.json"), "{\"a\":0,\"b\":1,\"c\":2,\"\u0120\":3,\"ab\":4,\"\u0120a\":5}");
        }
        try {
            Tokenizer tokenizer = Tokenizer.load(folder);
            tokenizer.decode(tokenizer.encode(TEXT));
            tokenizer.decode(IntStream.range(-1, 100).toArray());
        } catch (VocabularyException e) {
            // the exception of the format
        }
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = TokenizerFuzzTest.class.getResourceAsStream("/golden-family/tokenizers/" + name)) {
            return in.readAllBytes();
        }
    }
}
