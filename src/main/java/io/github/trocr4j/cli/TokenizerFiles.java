package io.github.trocr4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What turns the tokens of a model that reads text into letters: files of HuggingFace that go where the model goes. */
final class TokenizerFiles {
    private static final List<String> NAMES =
            List.of("sentencepiece.bpe.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

    private TokenizerFiles() {}

    /** Copies those that are there. */
    static void copy(Path from, Path to) throws IOException {
        for (String name : NAMES) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }
}
