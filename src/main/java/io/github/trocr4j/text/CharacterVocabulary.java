package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A vocabulary whose tokens are single characters. Ids 0 to 3 are {@code <s>}, {@code <pad>}, {@code </s>} and
 * {@code <unk>}, as in the vocabularies of TrOCR-small; the characters follow. A line is encoded as its characters and
 * {@code </s>}.
 *
 * <p>A character is a Unicode code point of text in normalization form C. The vocabulary is written as a
 * {@code tokenizer.json} (model {@code WordLevel}) with which HuggingFace's tokenizers encode and decode the same.
 */
public final class CharacterVocabulary implements TrainingVocabulary {
    /** Id of {@code <pad>}, which fills rows after the end. */
    public static final int PAD = 1;

    /** Id of {@code </s>}: the end of a line, and TrOCR's start token. */
    public static final int EOS = 2;

    /** Special tokens other than the end token. */
    public static final Set<Integer> NO_CHARACTERS = Set.of(0, PAD, 3);

    private static final List<String> SPECIAL_TOKENS = List.of("<s>", "<pad>", "</s>", "<unk>");
    private static final int MAX_CHARACTERS = 100_000;
    private static final int MAX_BYTES = 16 << 20;

    private final int[] characters;
    private final Map<Integer, Integer> ids = new HashMap<>();

    private CharacterVocabulary(int[] characters) {
        this.characters = characters;
        for (int i = 0; i < characters.length; i++) {
            ids.put(characters[i], SPECIAL_TOKENS.size() + i);
        }
    }

    /**
     * Creates the vocabulary of these characters, in their order.
     *
     * @param alphabet normalized to form C
     * @throws IllegalArgumentException one sentence, if there are none or too many, or one is a control character, half
     *     of a surrogate pair, or there twice
     */
    public static CharacterVocabulary of(String alphabet) {
        int[] characters =
                Normalizer.normalize(alphabet, Normalizer.Form.NFC).codePoints().toArray();
        if (characters.length == 0 || characters.length > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "An alphabet has 1 to " + MAX_CHARACTERS + " characters, found " + characters.length + ".");
        }
        for (int character : characters) {
            if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
                throw new IllegalArgumentException(String.format(
                        "An alphabet has printable characters and spaces, found U+%04X; remove it.", character));
            }
        }
        if (Arrays.stream(characters).distinct().count() < characters.length) {
            int[] sorted = characters.clone();
            Arrays.sort(sorted);
            int i = 1;
            while (sorted[i] != sorted[i - 1]) {
                i++;
            }
            throw new IllegalArgumentException(String.format(
                    "An alphabet has each character once, found %s (U+%04X) twice; remove one.",
                    Character.toString(sorted[i]), sorted[i]));
        }
        return new CharacterVocabulary(characters);
    }

    /** Returns the characters in the order of their ids. */
    public String alphabet() {
        return new String(characters, 0, characters.length);
    }

    /** Returns the id of a character; -1 if it is not in the alphabet. */
    public int id(int character) {
        return ids.getOrDefault(character, -1);
    }

    /** Returns the number of ids. */
    public int size() {
        return SPECIAL_TOKENS.size() + characters.length;
    }

    /**
     * Returns the ids of a line, with {@link #EOS} as the last.
     *
     * @throws IllegalArgumentException if it has a character that is not in the alphabet
     */
    @Override
    public int[] encode(String text) {
        int[] line =
                Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray();
        int[] encoded = new int[line.length + 1];
        for (int i = 0; i < line.length; i++) {
            Integer id = ids.get(line[i]);
            if (id == null) {
                throw new IllegalArgumentException(String.format(
                        "expected characters of the alphabet, found %s (U+%04X)",
                        Character.toString(line[i]), line[i]));
            }
            encoded[i] = id;
        }
        encoded[line.length] = EOS;
        return encoded;
    }

    /** Omits special tokens, as {@code decode(skip_special_tokens=True)} does. */
    @Override
    public String decode(int[] encoded) {
        StringBuilder text = new StringBuilder();
        for (int id : encoded) {
            if (id < 0 || id >= size()) {
                throw new IllegalArgumentException("Token id " + id + " is not in the vocabulary, whose ids are 0 to "
                        + (size() - 1) + "; the model and the vocabulary do not belong together.");
            }
            if (id >= SPECIAL_TOKENS.size()) {
                text.appendCodePoint(characters[id - SPECIAL_TOKENS.size()]);
            }
        }
        return text.toString();
    }

    /**
     * Reads a {@code tokenizer.json} that {@link #tokenizerJson} has written.
     *
     * @throws VocabularyException if it is another kind of tokenizer, or damaged
     * @throws IOException if it cannot be read
     */
    public static CharacterVocabulary read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new VocabularyException(file, "expected at most " + MAX_BYTES + " bytes, found more");
        }
        return parse(file, bytes);
    }

    /** As {@link #read}, from the content of a file that is called {@code file} in messages. */
    public static CharacterVocabulary parse(Path file, byte[] json) throws IOException {
        try {
            return of(file, JsonTree.read(json).path("model"));
        } catch (JsonException e) {
            throw new VocabularyException(
                    file, "expected JSON, found a damaged file (" + e.getMessage() + "); copy it again");
        }
    }

    private static CharacterVocabulary of(Path file, JsonValue model) throws VocabularyException {
        String type = model.path("type").asText("none");
        if (!type.equals("WordLevel")) {
            throw new VocabularyException(
                    file, "expected a tokenizer of characters (model.type WordLevel), found " + type);
        }
        JsonValue vocabulary = model.path("vocab");
        String[] tokens = new String[vocabulary.size()];
        for (Map.Entry<String, JsonValue> entry : vocabulary.members().entrySet()) {
            JsonValue id = entry.getValue();
            if (!id.isInt() || id.intValue() < 0 || id.intValue() >= tokens.length || tokens[id.intValue()] != null) {
                throw new VocabularyException(
                        file, "model.vocab: expected the ids 0 to " + (tokens.length - 1) + ", each once, found " + id);
            }
            tokens[id.intValue()] = entry.getKey();
        }
        int special = SPECIAL_TOKENS.size();
        if (tokens.length <= special || !List.of(tokens).subList(0, special).equals(SPECIAL_TOKENS)) {
            throw new VocabularyException(
                    file, "model.vocab: expected " + SPECIAL_TOKENS + " and then characters, found other tokens");
        }
        for (int i = special; i < tokens.length; i++) {
            if (tokens[i].codePointCount(0, tokens[i].length()) != 1) {
                throw new VocabularyException(
                        file, "model.vocab: expected a single character for id " + i + ", found a longer token");
            }
        }
        try {
            return of(String.join("", Arrays.asList(tokens).subList(special, tokens.length)));
        } catch (IllegalArgumentException e) {
            throw new VocabularyException(file, "model.vocab: " + e.getMessage().replaceAll("\\.$", ""));
        }
    }

    /** Returns the text of a {@code tokenizer.json} for HuggingFace's {@code PreTrainedTokenizerFast}. */
    public String tokenizerJson() {
        JsonObject root = new JsonObject();
        root.put("version", "1.0").putNull("truncation");
        root.putNull("padding");
        JsonArray added = root.putArray("added_tokens");
        for (int id = 0; id < SPECIAL_TOKENS.size(); id++) {
            JsonObject token = added.addObject().put("id", id).put("content", SPECIAL_TOKENS.get(id));
            token.put("single_word", false).put("lstrip", false).put("rstrip", false);
            token.put("normalized", false).put("special", true);
        }
        root.putObject("normalizer").put("type", "NFC");
        JsonObject split = root.putObject("pre_tokenizer").put("type", "Split");
        split.putObject("pattern").put("Regex", "[\\s\\S]");
        split.put("behavior", "Isolated").put("invert", false);
        JsonObject template = root.putObject("post_processor").put("type", "TemplateProcessing");
        template(template.putArray("single"), "A");
        template(template(template.putArray("pair"), "A"), "B");
        JsonObject end = template.putObject("special_tokens").putObject("</s>");
        end.put("id", "</s>").putArray("ids").add(EOS);
        end.putArray("tokens").add("</s>");
        root.putObject("decoder").put("type", "Fuse");
        JsonObject model = root.putObject("model").put("type", "WordLevel");
        JsonObject vocabulary = model.putObject("vocab");
        for (int id = 0; id < size(); id++) {
            vocabulary.put(
                    id < SPECIAL_TOKENS.size()
                            ? SPECIAL_TOKENS.get(id)
                            : Character.toString(characters[id - SPECIAL_TOKENS.size()]),
                    id);
        }
        model.put("unk_token", "<unk>");
        return root.toPrettyString() + "\n";
    }

    private static JsonArray template(JsonArray parts, String sequence) {
        parts.addObject().putObject("Sequence").put("id", sequence).put("type_id", 0);
        parts.addObject().putObject("SpecialToken").put("id", "</s>").put("type_id", 0);
        return parts;
    }

    /**
     * Returns the text of the matching {@code tokenizer_config.json}.
     *
     * @param maxLength most tokens of a line, the end included
     */
    public String tokenizerConfigJson(int maxLength) {
        JsonObject root = new JsonObject();
        root.put("tokenizer_class", "PreTrainedTokenizerFast");
        root.put("processor_class", "TrOCRProcessor"); // for AutoProcessor
        root.put("bos_token", "<s>")
                .put("pad_token", "<pad>")
                .put("eos_token", "</s>")
                .put("unk_token", "<unk>");
        root.put("clean_up_tokenization_spaces", false).put("model_max_length", maxLength);
        return root.toPrettyString() + "\n";
    }
}
