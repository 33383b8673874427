package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of damage causes a {@link VocabularyException} that names the file and the offset. */
class DamagedSentencePieceModelTest {
    private static final Path FILE = Path.of("sentencepiece.bpe.model");

    static Stream<Arguments> damage() {
        byte[] overlongSlash = {(byte) 0xC0, (byte) 0xAF};
        byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
        return Stream.of(
                arguments("HTML page", text("<!DOCTYPE html>"), "field 7 has the unsupported wire type 4"),
                arguments("LFS pointer", text("version https://git-lfs"), "field 14 has the unsupported wire type 6"),
                arguments("zip", text("PK\u0003\u0004"), "invalid tag 3"),
                arguments("field 0", model().tag(0, 0).varint(1), "invalid tag 0"),
                arguments("tag beyond 32 bits", model().varint(1L << 33), "invalid tag 8589934592"),
                arguments("start of a group", model().tag(4, 3), "unsupported wire type 3"),
                arguments("end of a group", model().tag(4, 4), "unsupported wire type 4"),
                arguments("wire type 7", model().tag(4, 7), "unsupported wire type 7"),
                arguments("tag without value", model().tag(4, 0), "a number ends in the middle"),
                arguments("varint cut", model().tag(4, 0).raw((byte) 0x80), "a number ends in the middle"),
                arguments("varint overlong", model().tag(4, 0).raw((byte) 0x81, (byte) 0), "longer than it may be"),
                arguments("varint of 65 bits", model().tag(4, 0).raw(ones(9)).raw((byte) 2), "longer than it may be"),
                arguments("varint of 11 bytes", model().tag(4, 0).raw(ones(10)), "longer than it may be"),
                arguments("length beyond the end", model().tag(2, 2).varint(9).raw(ones(8)), "ends after 8"),
                arguments("length of 2^31", model().tag(2, 2).varint(1L << 31), "should have 2147483648 bytes"),
                arguments("length of 2^64-1", model().tag(2, 2).varint(-1), "should have 18446744073709551615 bytes"),
                arguments("fixed64 cut", model().tag(8, 1).raw(new byte[7]), "should have 8 bytes"),
                arguments("fixed32 cut", model().tag(8, 5).raw(new byte[3]), "should have 4 bytes"),
                arguments("piece as a number", model().tag(1, 0).varint(1), "should have wire type 2, but has 0"),
                arguments("text as a number", in(piece().tag(1, 0).varint(1)), "should have wire type 2, but has 0"),
                arguments("score as a double", in(piece().tag(2, 1).raw(new byte[8])), "should have wire type 5"),
                arguments("normaliser as a number", model().tag(3, 0).varint(1), "should have wire type 2, but has 0"),
                arguments(
                        "character map as a number",
                        model().field(3, new ModelProto().tag(2, 0).varint(1).bytes()),
                        "should have wire type 2, but has 0"),
                arguments("type as a string", in(piece().field(3, new byte[1])), "should have wire type 0"),
                arguments("type 0", in(piece().tag(3, 0).varint(0)), "unknown type 0"),
                arguments("type 7", in(piece().tag(3, 0).varint(7)), "unknown type 7"),
                arguments(
                        "text beyond its piece", in(piece().tag(1, 2).varint(5).raw(ones(2))), "ends after 2"),
                arguments("0xFF in a piece", in(piece().field(1, new byte[] {(byte) 0xFF})), "not UTF-8"),
                arguments("overlong UTF-8", in(piece().field(1, overlongSlash)), "not UTF-8"),
                arguments("surrogate in UTF-8", in(piece().field(1, surrogate)), "not UTF-8"),
                arguments("empty piece", in(new ModelProto().field(1, new byte[0])), "piece 4 is empty"),
                arguments("piece without text", in(new ModelProto()), "piece 4 is empty"),
                arguments("piece there twice", model().piece("a", 0, 1), "piece 4 is a duplicate"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void isRefused(String kind, ModelProto damaged, String told) {
        assertThatThrownBy(() -> pieces(damaged.bytes()))
                .isInstanceOf(VocabularyException.class)
                .hasMessageStartingWith(FILE + ": ")
                .hasMessageContaining(told)
                .hasMessageContaining("(at byte ")
                .hasMessageEndingWith("download it again.");
    }

    @Test
    void morePiecesThanTheLimitAreRefused() {
        assertThatThrownBy(() -> SentencePieceModel.of(FILE, model().bytes(), 3))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("there are more than 3 pieces");
    }

    @Test
    void aTruncatedFileGivesFewerPiecesOrIsRefused() throws IOException {
        byte[] whole = model().bytes();
        assertThat(pieces(whole)).isEqualTo(4);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(pieces(cut)).isLessThan(4);
            } catch (VocabularyException e) {
                assertThat(e).hasMessageStartingWith(FILE.toString());
            }
        }
    }

    @Test
    void changedBytesAreReadOrRefused() {
        Random random = new Random(7);
        byte[] whole =
                ModelProto.of("a", "bc", "\u2581d").field(2, new byte[20]).bytes();
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int i = 0; i <= round % 3; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                pieces(changed);
            } catch (VocabularyException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static int pieces(byte[] bytes) throws VocabularyException {
        return SentencePieceModel.of(FILE, bytes, TokenTable.MOST).pieces().size();
    }

    private static ModelProto model() {
        return ModelProto.of("a");
    }

    private static ModelProto piece() {
        return new ModelProto().field(1, new byte[] {'b'});
    }

    private static ModelProto in(ModelProto piece) {
        return model().field(1, piece.bytes());
    }

    private static ModelProto text(String text) {
        return new ModelProto().raw(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ones(int count) {
        byte[] ones = new byte[count];
        Arrays.fill(ones, (byte) 0xFF);
        return ones;
    }
}
