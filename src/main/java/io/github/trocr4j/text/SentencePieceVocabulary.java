package io.github.trocr4j.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The vocabulary of the original TrOCR-small models: maps token ids to text.
 *
 * <p>The ids are those of HuggingFace's {@code XLMRobertaTokenizer}, which keeps fairseq's order: 0 {@code <s>}, 1
 * {@code <pad>}, 2 {@code </s>}, 3 {@code <unk>}, then the other pieces of the SentencePiece model, each at its own id
 * plus 1, and last {@code <mask>}. The model file itself begins with {@code <unk>}, {@code <s>}, {@code </s>}.
 *
 * <p>Thread-safe.
 */
public final class SentencePieceVocabulary implements Vocabulary {
    private static final List<String> SPECIAL_PIECES = List.of("<unk>", "<s>", "</s>");
    private static final List<String> FIRST_IDS = List.of("<s>", "<pad>", "</s>", "<unk>");
    private static final String MASK = "<mask>";

    /** SentencePiece's character for a space. */
    private static final char SPACE = '\u2581';

    private final List<String> tokens;

    private SentencePieceVocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /**
     * Reads {@code sentencepiece.bpe.model}, of at most 16 MiB and a million pieces.
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
                    "expected an XLM-RoBERTa SentencePiece model, whose first pieces are " + SPECIAL_PIECES
                            + ", but found " + (first.isEmpty() ? "no pieces" : "others")
                            + "; use the sentencepiece.bpe.model of a TrOCR-small repository");
        }
        List<String> tokens = new ArrayList<>(FIRST_IDS);
        tokens.addAll(pieces.subList(SPECIAL_PIECES.size(), pieces.size()));
        tokens.add(MASK);
        return new SentencePieceVocabulary(tokens);
    }

    /** Returns the number of ids. A model's embedding table may have more rows, which are unused. */
    public int size() {
        return tokens.size();
    }

    /**
     * Returns the token of an id as the vocabulary spells it, with U+2581 for a space.
     *
     * @throws IllegalArgumentException if the vocabulary has no such id
     */
    public String token(int id) {
        if (id < 0 || id >= tokens.size()) {
            throw new IllegalArgumentException("Token id " + id + " is not in the vocabulary, whose ids are 0 to "
                    + (tokens.size() - 1) + "; the model and the vocabulary do not belong together.");
        }
        return tokens.get(id);
    }

    /**
     * Returns the text of a sequence of ids, as {@code batch_decode(skip_special_tokens=True)} does: it omits special
     * tokens, the unknown one included, joins the pieces, replaces U+2581 by a space, and strips the ends. Spaces
     * before punctuation remain ({@code clean_up_tokenization_spaces=False}).
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    @Override
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

    /**
     * Reads the pieces of a SentencePiece model in the order of their ids. Of the message {@code ModelProto} it uses
     * only field 1, the repeated message {@code SentencePiece} of {1: piece, 2: score, 3: type}, and skips the rest,
     * such as the trainer's settings and the normaliser's tables.
     *
     * <p>Source: google/sentencepiece, {@code src/sentencepiece_model.proto}. As there, empty and duplicate pieces are
     * rejected.
     */
    static final class SentencePieceModel {
        static final int MAX_BYTES = 16 << 20;
        static final int MAX_PIECES = 1_000_000;

        private static final int PIECES = 1;
        private static final int PIECE = 1;
        private static final int SCORE = 2;
        private static final int TYPE = 3;

        /** NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED and BYTE are 1 to 6. */
        private static final int LAST_TYPE = 6;

        private SentencePieceModel() {}

        static List<String> pieces(Path file) throws IOException {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw new VocabularyException(
                        file,
                        "expected a SentencePiece model of at most " + MAX_BYTES + " bytes, but this file has more");
            }
            return pieces(file, bytes, MAX_PIECES);
        }

        static List<String> pieces(Path file, byte[] bytes, int most) throws VocabularyException {
            List<String> pieces = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            ProtobufMessage model = new ProtobufMessage(file, bytes);
            while (model.next()) {
                if (model.field() != PIECES) {
                    model.skip();
                    continue;
                }
                if (pieces.size() == most) {
                    throw model.damaged("there are more than " + most + " pieces");
                }
                String piece = piece(model.messageValue());
                if (piece.isEmpty()) {
                    throw model.damaged("piece " + pieces.size() + " is empty");
                }
                if (!seen.add(piece)) {
                    throw model.damaged("piece " + pieces.size() + " is a duplicate");
                }
                pieces.add(piece);
            }
            return pieces;
        }

        private static String piece(ProtobufMessage message) throws VocabularyException {
            String piece = "";
            while (message.next()) {
                switch (message.field()) {
                    case PIECE -> piece = message.stringValue();
                    case SCORE -> message.skipFixed32();
                    case TYPE -> {
                        long type = message.varintValue();
                        if (type < 1 || type > LAST_TYPE) {
                            throw message.damaged("a piece has the unknown type " + Long.toUnsignedString(type));
                        }
                    }
                    default -> message.skip();
                }
            }
            return piece;
        }
    }
}
