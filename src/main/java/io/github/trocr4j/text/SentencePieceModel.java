package io.github.trocr4j.text;

import io.github.trocr4j.text.UnigramModel.Piece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is used of a SentencePiece model: the pieces in the order of their ids, and the character map. Of the message
 * {@code ModelProto}, these are field 1, the repeated message {@code SentencePiece} of {1: piece, 2: score, 3: type},
 * and field 3, {@code NormalizerSpec}, whose field 2 is the map; the rest is skipped, such as the trainer's settings.
 *
 * <p>Source: google/sentencepiece, {@code src/sentencepiece_model.proto}. As there, empty and duplicate pieces are
 * rejected.
 *
 * @param pieces texts and scores
 * @param added the pieces that are found in a text before all others: control pieces, such as {@code </s>}, and those
 *     that the user has defined
 * @param characterMap the character map; empty if there is none
 */
record SentencePieceModel(List<Piece> pieces, List<AddedToken> added, Optional<byte[]> characterMap) {
    private static final int PIECES = 1;
    private static final int NORMALIZER = 3;
    private static final int CHARACTER_MAP = 2;

    private static final int PIECE = 1;
    private static final int SCORE = 2;
    private static final int TYPE = 3;

    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    /** NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED and BYTE are 1 to 6. */
    private static final int LAST_TYPE = 6;

    /**
     * Reads a model.
     *
     * @param most most pieces
     * @throws VocabularyException if it is damaged or has more pieces
     */
    static SentencePieceModel of(Path file, byte[] bytes, int most) throws VocabularyException {
        List<Piece> pieces = new ArrayList<>();
        List<AddedToken> added = new ArrayList<>();
        Optional<byte[]> characterMap = Optional.empty();
        Set<String> seen = new HashSet<>();
        ProtobufMessage model = new ProtobufMessage(file, bytes);
        while (model.next()) {
            if (model.field() == NORMALIZER) {
                characterMap = characterMap(model.messageValue());
            } else if (model.field() != PIECES) {
                model.skip();
            } else {
                if (pieces.size() == most) {
                    throw model.damaged("there are more than " + most + " pieces");
                }
                TypedPiece piece = piece(model.messageValue());
                String text = piece.piece.text();
                if (text.isEmpty()) {
                    throw model.damaged("piece " + pieces.size() + " is empty");
                }
                if (!seen.add(text)) {
                    throw model.damaged("piece " + pieces.size() + " is a duplicate");
                }
                pieces.add(piece.piece);
                if (piece.type == CONTROL || piece.type == USER_DEFINED) {
                    added.add(new AddedToken(text, false, false, false, false, piece.type == CONTROL));
                }
            }
        }
        return new SentencePieceModel(pieces, added, characterMap);
    }

    private record TypedPiece(Piece piece, long type) {}

    private static TypedPiece piece(ProtobufMessage message) throws VocabularyException {
        String text = "";
        float score = 0;
        long type = NORMAL;
        while (message.next()) {
            switch (message.field()) {
                case PIECE -> text = message.stringValue();
                case SCORE -> score = message.floatValue();
                case TYPE -> {
                    type = message.varintValue();
                    if (type < 1 || type > LAST_TYPE) {
                        throw message.damaged("a piece has the unknown type " + Long.toUnsignedString(type));
                    }
                }
                default -> message.skip();
            }
        }
        return new TypedPiece(new Piece(text, score), type);
    }

    private static Optional<byte[]> characterMap(ProtobufMessage message) throws VocabularyException {
        Optional<byte[]> map = Optional.empty();
        while (message.next()) {
            if (message.field() == CHARACTER_MAP) {
                map = Optional.of(message.bytesValue()).filter(bytes -> bytes.length > 0);
            } else {
                message.skip();
            }
        }
        return map;
    }
}
