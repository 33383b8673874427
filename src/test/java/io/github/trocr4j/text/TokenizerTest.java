package io.github.trocr4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small tokenizers; ids and texts are those of HuggingFace's tokenizers for the same files. */
class TokenizerTest {
    @TempDir
    Path folder;

    @Test
    void idsOfPiecesFollowFairseqsOrder() throws IOException {
        Tokenizer tokenizer = pieces("\u2581a", "bc", "\u2581");
        assertThat(tokenizer.encode("abc <pad>a")).containsExactly(0, 4, 5, 1, 4, 2);
        assertThat(tokenizer.encode("xy a <mask>")).containsExactly(0, 6, 3, 4, 7, 2);
        assertThat(tokenizer.decode(new int[] {2, 0, 4, 5, 3, 4, 7, 2, 1, 1})).isEqualTo("abc a");
        assertThat(tokenizer.decode(new int[0])).isEmpty();
    }

    @Test
    void idsThatTheVocabularyLacksAreLeftOut() throws IOException {
        assertThat(pieces("\u2581a").decode(new int[] {-1, 4, 6, 64043, Integer.MAX_VALUE, 4}))
                .isEqualTo("a a");
    }

    @Test
    void whatCannotBeDecodedAgainIsNamed() throws IOException {
        Tokenizer tokenizer = pieces("\u2581a", "bc", "\u2581");
        assertThat(tokenizer.flaw("abc a")).isEmpty();
        assertThat(tokenizer.flaw("")).isEmpty();
        assertThat(tokenizer.flaw("abc x")).contains("\"x\" (U+0078) is unknown to the tokenizer");
        assertThat(tokenizer.flaw("a\ud83d\ude00")).contains("U+1F600 is unknown to the tokenizer");
        assertThat(tokenizer.flaw("abc</s>")).contains("\"</s>\" is a special token of the tokenizer");
    }

    @Test
    void aFirstPieceThatIsASpaceBecomesNothing() throws IOException {
        Tokenizer tokenizer = pieces("\u2581a", "\u2581");
        assertThat(tokenizer.decode(new int[] {5, 4, 5})).isEqualTo(" a ");
    }

    @Test
    void theLowestMergeComesFirst() throws IOException {
        Tokenizer tokenizer = pairs("b c\na b\nbc d", "a", "b", "c", "d", "bc", "ab", "bcd");
        assertThat(tokenizer.encode("abcdab")).containsExactly(0, 4, 10, 9, 2);
        assertThat(tokenizer.decode(new int[] {0, 4, 10, 9, 2})).isEqualTo("abcdab");
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacementCharacters() throws IOException {
        // the characters for the bytes ED A0 80 (half of a surrogate pair), F0 9F 98 (an emoji without its end), 41
        Tokenizer tokenizer = pairs("", "\u00ed", "\u0142", "\u0122", "\u00f0", "\u0141", "\u013a", "A");
        assertThat(tokenizer.decode(new int[] {4, 5, 6})).isEqualTo("\uFFFD\uFFFD\uFFFD");
        assertThat(tokenizer.decode(new int[] {7, 8, 9, 10})).isEqualTo("\uFFFDA");
    }

    @ParameterizedTest
    @CsvSource({
        "'a [x] b', false, false, false, '4 6 9 6 5'",
        "'a [x] b', true, false, false, '4 9 6 5'",
        "'a [x] b', false, true, false, '4 6 9 5'",
        "'[x][x] ', true, true, false, '9 9'",
        "'a[x]', false, false, true, '4 7 10 8'",
        "'a [x] b', false, false, true, '4 6 9 6 5'",
    })
    void addedTokensSwallowSpacesOrStandAlone(String text, boolean left, boolean right, boolean single, String ids)
            throws IOException {
        pairs("", "a", "b", "\u0120", "[", "]", "[x]", "x");
        JsonObject token = new JsonObject().put("content", "[x]").put("lstrip", left);
        token.put("rstrip", right).put("single_word", single).put("normalized", false);
        JsonObject config = new JsonObject();
        config.putObject("added_tokens_decoder").set("9", token);
        Files.writeString(folder.resolve("tokenizer_config.json"), config.toString());
        assertThat(Tokenizer.load(folder).encode(text)).containsExactly(ints("0 " + ids + " 2"));
    }

    @Test
    void halfOfASurrogatePairIsRefused() throws IOException {
        Tokenizer tokenizer = pieces("\u2581a");
        assertThat(tokenizer.encode("\uD83D\uDE00")).containsExactly(0, 3, 2);
        assertThatThrownBy(() -> tokenizer.encode("a\uDE00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected text in Unicode, found half of a surrogate pair (U+DE00) at index 1");
    }

    @Test
    void aMillionEqualLettersAreOneWord() throws IOException {
        String text = "a".repeat(1_000_000);
        Tokenizer pairs = pairs("a a\naa aa", "a", "aa", "aaaa");
        assertThat(pairs.encode(text)).hasSize(250_002);
        Files.delete(folder.resolve("vocab.json"));
        Tokenizer pieces = pieces("\u2581", "a", "aaaaaaaa");
        assertThat(pieces.decode(pieces.encode(text))).isEqualTo(text);
    }

    @Test
    void aFolderWithoutATokenizerIsNamed() {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        folder + ": expected a tokenizer (tokenizer.json, sentencepiece.bpe.model, or vocab.json and"
                                + " merges.txt), found none; download it again with these files.");
    }

    @Test
    void aSentencePieceModelOfAnotherKindIsRefused() throws IOException {
        Path file = folder.resolve("sentencepiece.bpe.model");
        Files.write(
                file,
                new ModelProto()
                        .piece("<s>", 0, 3)
                        .piece("</s>", 0, 3)
                        .piece("<unk>", 0, 2)
                        .bytes());
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessage(file + ": expected an XLM-RoBERTa SentencePiece model, whose first pieces are"
                        + " [<unk>, <s>, </s>], but found others; use the sentencepiece.bpe.model of a TrOCR-small"
                        + " repository.");
    }

    @Test
    void aScoreThatIsNoNumberIsRefused() throws IOException {
        Files.write(
                folder.resolve("sentencepiece.bpe.model"),
                ModelProto.of("a").piece("b", Float.NaN, 1).bytes());
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("expected finite scores of the pieces, found NaN for piece 5");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        Files.write(folder.resolve("sentencepiece.bpe.model"), new byte[(40 << 20) + 1]);
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("expected at most 41943040 bytes, found more");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "merges.txt | a b c | line 1: expected two tokens with a space between them",
                "merges.txt | a x | merge 1: expected tokens of the vocabulary, found \"x\"",
                "merges.txt | b a | merge 1: expected tokens of the vocabulary, found \"ba\"",
                "vocab.json | [] | expected a JSON object, found none",
                "vocab.json | {} | vocabulary: expected an object of tokens and ids, found {}",
                "vocab.json | {\"a\": -1} | vocabulary: expected ids from 0, found -1",
                "vocab.json | {\"a\": \"0\"} | vocabulary: expected ids from 0, found \"0\"",
                "vocab.json | {\"a\": 0, \"b\": 0} | expected each id of the vocabulary once, found 0 twice",
                "vocab.json | {\"a\": 0,} | expected JSON, found a damaged file",
                "vocab.json | {\"\\ud800\": 0} | expected tokens in Unicode, found half of a surrogate pair",
                "tokenizer_config.json | {\"tokenizer_class\": \"CLIPTokenizer\"} | tokenizer_class: expected RobertaTokenizer with",
                "tokenizer_config.json | {\"mask_token\": {\"lstrip\": true}} | expected a token (text, or an object with content)",
                "tokenizer_config.json | {\"added_tokens_decoder\": {\"x\": \"a\"}} | added_tokens_decoder: expected ids, found x",
                "tokenizer.json | {\"model\": {\"type\": \"WordPiece\"}} | model.type: expected BPE or Unigram, found \"WordPiece\"",
                "tokenizer.json | {} | model.type: expected BPE or Unigram, found none",
            })
    void whatIsWrongIsNamed(String file, String content, String told) throws IOException {
        pairs("a b", "a", "b", "ab");
        Files.writeString(folder.resolve(file), content);
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageStartingWith(folder.resolve(file) + ": ")
                .hasMessageContaining(told);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "normalizer | {\"type\": \"Lowercase\"} | normalizer: expected Precompiled, NFC, NFD, NFKC, NFKD, Strip, Replace or"
                        + " a Sequence, found Lowercase",
                "normalizer | {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"} | expected a character map",
                "normalizer | {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"?\"} | precompiled_charsmap: expected Base64",
                "normalizer | {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"a+\"}, \"content\": \"\"} | Replace: expected a text",
                "pre_tokenizer | {\"type\": \"BertPreTokenizer\"} | pre_tokenizer: expected ByteLevel, WhitespaceSplit, Metaspace or"
                        + " a Sequence of them, found BertPreTokenizer",
                "pre_tokenizer | {\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"first\"} | Metaspace: expected",
                "decoder | {\"type\": \"WordPiece\"} | decoder: expected ByteLevel, Metaspace, Replace, Fuse or a Sequence of them,"
                        + " found WordPiece",
                "post_processor | {\"type\": \"Other\"} | post_processor: expected TemplateProcessing, RobertaProcessing,",
                "post_processor | {\"type\": \"TemplateProcessing\", \"single\": []} | post_processor.single: expected the sequence A",
                "model | {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"byte_fallback\": true} | model.byte_fallback: expected false",
                "model | {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"dropout\": 0.1} | model.dropout: expected none, found 0.1",
                "model | {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"end_of_word_suffix\": \"_\"} | model.end_of_word_suffix: expected",
                "model | {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a\"]} | model.merges: expected pairs of tokens",
                "model | {\"type\": \"Unigram\", \"vocab\": [[\"a\"]], \"unk_id\": 0} | model.vocab: expected pairs of a text and a score",
                "model | {\"type\": \"Unigram\", \"vocab\": [[\"a\", 0]], \"unk_id\": 1} | expected an unknown token (unk_id) among the 1",
            })
    void partsThatAreNotUnderstoodAreNamed(String part, String content, String told) throws IOException {
        String model = part.equals("model") ? "" : ", \"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}";
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"" + part + "\": " + content + model + "}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(told);
    }

    /** Together, steps that each make text longer could fill the memory. */
    @Test
    void aSecondStepThatMakesTextLongerIsRefused() throws IOException {
        String twice = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"aa\"}";
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Sequence\","
                        + " \"normalizers\": [" + twice + ", " + twice + "]}}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("tokenizer: expected one character map, or one replacement that is longer than"
                        + " its pattern, found Replace");
    }

    @Test
    void moreThanAHundredStepsAreRefused() throws IOException {
        String steps = String.join(", ", Collections.nCopies(100, "{\"type\": \"NFC\"}"));
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}, \"normalizer\": {\"type\": \"Sequence\","
                        + " \"normalizers\": [" + steps + "]}}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(VocabularyException.class)
                .hasMessageContaining("expected at most 100 steps, found more");
    }

    /** Words without an unknown token, a template of other ids: all as tokenizer.json says. */
    @Test
    void anotherClassIsWhatTheFileSays() throws IOException {
        JsonObject root = new JsonObject();
        root.putObject("normalizer").put("type", "NFC");
        root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        JsonObject model = root.putObject("model").put("type", "BPE").put("unk_token", "?");
        model.put("fuse_unk", true)
                .putObject("vocab")
                .put("?", 0)
                .put("a", 1)
                .put("b", 2)
                .put("ab", 3)
                .put("\u00e9", 4);
        JsonArray merges = model.putArray("merges");
        merges.add("a b");
        JsonObject template = root.putObject("post_processor").put("type", "TemplateProcessing");
        JsonArray single = template.putArray("single");
        single.addObject().putObject("Sequence").put("id", "A");
        single.addObject().putObject("SpecialToken").put("id", "end");
        template.putObject("special_tokens")
                .putObject("end")
                .putArray("ids")
                .add(2)
                .add(1);
        Files.writeString(folder.resolve("tokenizer.json"), root.toString());
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertThat(tokenizer.encode("ab xyzb e\u0301")).containsExactly(3, 0, 2, 4, 2, 1);
        assertThat(tokenizer.decode(new int[] {3, 1, 4})).isEqualTo("ab a \u00e9"); // no decoder: spaces between
    }

    private Tokenizer pieces(String... pieces) throws IOException {
        Files.write(
                folder.resolve("sentencepiece.bpe.model"), ModelProto.of(pieces).bytes());
        return Tokenizer.load(folder);
    }

    /** Byte-level BPE of the four special tokens and these. */
    private Tokenizer pairs(String merges, String... tokens) throws IOException {
        JsonObject vocabulary = new JsonObject();
        vocabulary.put("<s>", 0).put("<pad>", 1).put("</s>", 2).put("<unk>", 3);
        for (String token : tokens) {
            vocabulary.put(token, vocabulary.size());
        }
        Files.writeString(folder.resolve("vocab.json"), vocabulary.toString());
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + merges + "\n");
        return Tokenizer.load(folder);
    }

    private static int[] ints(String ids) {
        return Arrays.stream(ids.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
