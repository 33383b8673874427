package io.github.trocr4j.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes valid and invalid SentencePiece model files. */
public final class ModelProto {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Writes a model as trained for XLM-RoBERTa: three special pieces, then these. */
    public static ModelProto of(String... pieces) {
        ModelProto model =
                new ModelProto().piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
        for (int i = 0; i < pieces.length; i++) {
            model.piece(pieces[i], -i, 1);
        }
        return model;
    }

    /** Writes a SentencePiece message; type 1 is the default, which writers omit. */
    ModelProto piece(String piece, float score, int type) {
        ModelProto message = new ModelProto().field(1, piece.getBytes(StandardCharsets.UTF_8));
        message.tag(2, 5).fixed32(Float.floatToIntBits(score));
        if (type != 1) {
            message.tag(3, 0).varint(type);
        }
        return field(1, message.bytes());
    }

    ModelProto field(int number, byte[] content) {
        return tag(number, 2).varint(content.length).raw(content);
    }

    ModelProto tag(int number, int wireType) {
        return varint(((long) number << 3) | wireType);
    }

    ModelProto varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    ModelProto fixed32(int value) {
        return raw((byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
    }

    ModelProto raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
