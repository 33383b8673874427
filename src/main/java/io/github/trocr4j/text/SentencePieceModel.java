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
 * The pieces of a SentencePiece model in the order of their ids. Of the file's message {@code ModelProto} only field 1 is
 * of interest: the repeated message {@code SentencePiece} of {1: piece, 2: score, 3: type}. Everything else, such as the
 * trainer's settings and the normaliser's tables, is passed over.
 *
 * <p>Source: google/sentencepiece, {@code src/sentencepiece_model.proto}; like there, a piece that is empty or there
 * twice is refused.
 */
final class SentencePieceModel {
    static final int MOST_BYTES = 16 << 20;
    static final int MOST_PIECES = 1_000_000;

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
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new VocabularyException(
                    file, "a SentencePiece model has at most " + MOST_BYTES + " bytes here, but this file has more");
        }
        return pieces(file, bytes, MOST_PIECES);
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
                throw model.damaged("piece " + pieces.size() + " is there twice");
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
