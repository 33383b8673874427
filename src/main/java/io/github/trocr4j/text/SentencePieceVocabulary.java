package io.github.trocr4j.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The vocabulary of the original TrOCR-small models: which text a token id stands for.
 *
 * <p>The ids are those of HuggingFace's {@code XLMRobertaTokenizer}, which keeps fairseq's order: 0 {@code <s>},
 * 1 {@code <pad>}, 2 {@code </s>}, 3 {@code <unk>}, then each piece of the SentencePiece model one place after its own
 * id, and last {@code <mask>}. The model file itself begins with {@code <unk>}, {@code <s>}, {@code </s>}.
 *
 * <p>Safe for use by several threads.
 */
public final class SentencePieceVocabulary {
    private static final List<String> SPECIAL_PIECES = List.of("<unk>", "<s>", "</s>");
    private static final List<String> FIRST_IDS = List.of("<s>", "<pad>", "</s>", "<unk>");
    private static final String MASK = "<mask>";

    /** What SentencePiece writes for a space. */
    private static final char SPACE = '\u2581';

    private final List<String> tokens;

    private SentencePieceVocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /**
     * Reads {@code sentencepiece.bpe.model}; at most 16 MiB and a million pieces.
     *
     * @throws VocabularyException if the file is damaged or its first pieces are not those above
     * @throws IOException if it cannot be read
     */
    public static SentencePieceVocabulary read(Path file) throws IOException {
        List<String> pieces = SentencePieceModel.pieces(file);
        List<String> first = pieces.subList(0, Math.min(pieces.size(), SPECIAL_PIECES.size()));
        if (!first.equals(SPECIAL_PIECES)) {
            throw new VocabularyException(
                    file,
                    "expected a SentencePiece model of XLM-RoBERTa's kind, whose first pieces are " + SPECIAL_PIECES
                            + ", but found " + (first.isEmpty() ? "no pieces" : "others")
                            + "; take the sentencepiece.bpe.model of a TrOCR-small repository");
        }
        List<String> tokens = new ArrayList<>(FIRST_IDS);
        tokens.addAll(pieces.subList(SPECIAL_PIECES.size(), pieces.size()));
        tokens.add(MASK);
        return new SentencePieceVocabulary(tokens);
    }

    /** How many ids there are; a model's table of embeddings may have more rows, which stand for nothing. */
    public int size() {
        return tokens.size();
    }

    /**
     * The token of an id as the vocabulary spells it, with U+2581 for a space.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    public String token(int id) {
        if (id < 0 || id >= tokens.size()) {
            throw new IllegalArgumentException("Token id " + id + " is not in the vocabulary, whose ids are 0 to "
                    + (tokens.size() - 1) + "; the model and the vocabulary do not belong together.");
        }
        return tokens.get(id);
    }

    /**
     * The text of a sequence of ids, as {@code batch_decode(skip_special_tokens=True)} gives it: special tokens, the
     * unknown one among them, are left out, the pieces joined, U+2581 made a space, and the ends stripped. The spaces
     * before punctuation stay ({@code clean_up_tokenization_spaces=False}).
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    public String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String token = token(id);
            if (id >= FIRST_IDS.size() && id < tokens.size() - 1) {
                text.append(token);
            }
        }
        return text.toString().replace(SPACE, ' ').strip();
    }
}
