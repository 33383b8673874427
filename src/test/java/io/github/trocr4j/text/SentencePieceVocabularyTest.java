package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids of HuggingFace's XLMRobertaTokenizer: fairseq's four first, then each piece at its own id plus 1, mask last. */
class SentencePieceVocabularyTest {
    private static final int A = 4;
    private static final int BC = 5;
    private static final int UMLAUT = 6;
    private static final int SPACE = 7;
    private static final int FULL_STOP = 8;
    private static final int MASK = 9;

    @TempDir
    Path folder;

    @Test
    void idsFollowFairseqsOrder() throws IOException {
        SentencePieceVocabulary vocabulary = vocabulary();
        assertThat(vocabulary.size()).isEqualTo(10);
        assertThat(vocabulary.token(0)).isEqualTo("<s>");
        assertThat(vocabulary.token(1)).isEqualTo("<pad>");
        assertThat(vocabulary.token(2)).isEqualTo("</s>");
        assertThat(vocabulary.token(3)).isEqualTo("<unk>");
        assertThat(vocabulary.token(A)).isEqualTo("\u2581a");
        assertThat(vocabulary.token(FULL_STOP)).isEqualTo(".");
        assertThat(vocabulary.token(MASK)).isEqualTo("<mask>");
    }

    @Test
    void piecesAreJoinedAndTheLeadingSpaceIsStripped() throws IOException {
        assertThat(vocabulary().decode(new int[] {A, BC, A, UMLAUT})).isEqualTo("abc a\u00e4\uD83D\uDE00");
    }

    @Test
    void specialTokensAreLeftOut() throws IOException {
        assertThat(vocabulary().decode(new int[] {2, 0, A, 3, BC, MASK, 2, 1, 1}))
                .isEqualTo("abc");
        assertThat(vocabulary().decode(new int[] {2, 2, 1})).isEmpty();
        assertThat(vocabulary().decode(new int[0])).isEmpty();
    }

    @Test
    void endsAreStrippedAndSpacesBeforePunctuationStay() throws IOException {
        assertThat(vocabulary().decode(new int[] {SPACE, A, SPACE, FULL_STOP, SPACE}))
                .isEqualTo("a .");
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() throws IOException {
        SentencePieceVocabulary vocabulary = vocabulary();
        for (int id : new int[] {-1, 10, 64043, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> vocabulary.decode(new int[] {A, id}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Token id " + id + " is not in the vocabulary, whose ids are 0 to 9; the model and the"
                            + " vocabulary do not belong together.");
        }
    }

    @Test
    void otherFieldsAreSkipped() throws IOException {
        byte[] settings = new ModelProto().field(1, new byte[] {'x'}).bytes();
        ModelProto model = new ModelProto()
                .field(2, settings)
                .tag(7, 0)
                .varint(-1)
                .tag(8, 1)
                .raw(new byte[8])
                .tag(9, 5)
                .fixed32(1)
                .raw(ModelProto.of("\u2581a").bytes())
                .field(3, new byte[1000])
                .field(200, new byte[0]);
        Path file = Files.write(folder.resolve("model"), model.bytes());
        assertThat(SentencePieceVocabulary.read(file).decode(new int[] {A})).isEqualTo("a");
    }

    @Test
    void aModelOfAnotherKindIsRefused() throws IOException {
        Path file = folder.resolve("model");
        Files.write(
                file,
                new ModelProto()
                        .piece("<s>", 0, 3)
                        .piece("</s>", 0, 3)
                        .piece("<unk>", 0, 2)
                        .bytes());
        assertThatThrownBy(() -> SentencePieceVocabulary.read(file))
                .isInstanceOf(VocabularyException.class)
                .hasMessage(file + ": expected an XLM-RoBERTa SentencePiece model, whose first pieces are"
                        + " [<unk>, <s>, </s>], but found others; use the sentencepiece.bpe.model of a TrOCR-small"
                        + " repository.");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> SentencePieceVocabulary.read(file))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("but found no pieces");
    }

    @Test
    void aFileThatIsAbsentOrTooLargeIsRefused() throws IOException {
        assertThatThrownBy(() -> SentencePieceVocabulary.read(folder.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
        Path large = Files.write(
                folder.resolve("large"), new byte[SentencePieceVocabulary.SentencePieceModel.MAX_BYTES + 1]);
        assertThatThrownBy(() -> SentencePieceVocabulary.read(large))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("at most 16777216 bytes");
    }

    private SentencePieceVocabulary vocabulary() throws IOException {
        byte[] model = ModelProto.of("\u2581a", "bc", "\u00e4\uD83D\uDE00", "\u2581", ".")
                .bytes();
        return SentencePieceVocabulary.read(Files.write(folder.resolve("sentencepiece.bpe.model"), model));
    }
}
