package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.text.BytePairModel.Pair;
import io.github.trocr4j.text.BytePairModel.Unknown;
import io.github.trocr4j.text.Tokenizer.Steps;
import io.github.trocr4j.text.Tokenizer.Template;
import io.github.trocr4j.text.UnigramModel.Piece;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The parts of a tokenizer.json. What it does not know and what would change ids or text is refused by name.
 *
 * <p>Source: HuggingFace's tokenizers, whose serialization this file is.
 */
final class TokenizerJson {
    /** Most normalizers, pre-tokenizers, decoders and post-processors together. */
    private static final int MOST_STEPS = 100;

    private final Path file;
    private final JsonValue root;
    private int steps;
    private boolean lengthened;

    TokenizerJson(Path file, JsonValue root) {
        this.file = file;
        this.root = root;
    }

    /** Returns the type of the model, "" if there is none. */
    String modelType() {
        JsonValue model = root.path("model");
        // files of the first years do not name it
        String untyped = model.path("vocab").isArray() ? "Unigram" : model.has("merges") ? "BPE" : "";
        return model.path("type").asText(untyped);
    }

    /** Returns the model. */
    SubwordModel model() throws VocabularyException {
        JsonValue model = root.path("model");
        if (model.path("byte_fallback").isTrue()) {
            throw unexpected("model.byte_fallback", "false", model.path("byte_fallback"));
        }
        return switch (modelType()) {
            case "BPE" -> bytePairs(model);
            case "Unigram" -> {
                if (!model.path("unk_id").isInt()) {
                    throw unexpected("model.unk_id", "the id of the unknown token", model.path("unk_id"));
                }
                yield new UnigramModel(file, pieces(), model.path("unk_id").intValue());
            }
            default -> throw unexpected("model.type", "BPE or Unigram", model.path("type"));
        };
    }

    /** Returns the pieces of a Unigram model. */
    List<Piece> pieces() throws VocabularyException {
        JsonValue vocabulary = root.path("model").path("vocab");
        List<Piece> pieces = new ArrayList<>(vocabulary.size());
        for (JsonValue pair : vocabulary) {
            if (pair.size() != 2 || !pair.path(0).isText() || !pair.path(1).isNumber()) {
                throw unexpected("model.vocab", "pairs of a text and a score", pair);
            }
            pieces.add(new Piece(pair.path(0).textValue(), pair.path(1).doubleValue()));
        }
        return pieces;
    }

    private BytePairModel bytePairs(JsonValue model) throws VocabularyException {
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asText("").isEmpty()) {
                throw unexpected("model." + affix, "none", model.path(affix));
            }
        }
        if (model.path("dropout").doubleValue() != 0) {
            throw unexpected("model.dropout", "none", model.path("dropout"));
        }
        TokenTable tokens = tokens();
        String unknown = model.path("unk_token").asText(null);
        if (unknown != null && tokens.id(unknown) == null) {
            throw unexpected("model.unk_token", "a token of the vocabulary", model.path("unk_token"));
        }
        Optional<Integer> id = Optional.ofNullable(unknown).map(tokens::id);
        boolean fused = model.path("fuse_unk").isTrue();
        boolean whole = model.path("ignore_merges").isTrue();
        return BytePairModel.of(file, tokens, merges(), new Unknown(id, fused), whole);
    }

    /** Returns the tokens of a BPE model. */
    TokenTable tokens() throws VocabularyException {
        return TokenTable.of(file, ids(file, root.path("model").path("vocab")));
    }

    /** Returns the merges of a BPE model: texts of two words, or pairs. */
    List<Pair> merges() throws VocabularyException {
        JsonValue merges = root.path("model").path("merges");
        List<Pair> pairs = new ArrayList<>(merges.size());
        for (JsonValue merge : merges) {
            String text = merge.isText() ? merge.textValue() : "";
            int space = text.indexOf(' ');
            if (merge.size() == 2 && merge.path(0).isText() && merge.path(1).isText()) {
                pairs.add(new Pair(merge.path(0).textValue(), merge.path(1).textValue()));
            } else if (space >= 0 && text.indexOf(' ', space + 1) < 0) {
                pairs.add(new Pair(text.substring(0, space), text.substring(space + 1)));
            } else {
                throw unexpected("model.merges", "pairs of tokens", merge);
            }
        }
        return pairs;
    }

    /** Returns a vocabulary of tokens and ids. */
    static Map<String, Integer> ids(Path file, JsonValue vocabulary) throws VocabularyException {
        Map<String, Integer> ids = new HashMap<>(2 * vocabulary.size());
        for (Map.Entry<String, JsonValue> entry : vocabulary.members().entrySet()) {
            if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
                throw unexpected(file, "vocabulary", "ids from 0", entry.getValue());
            }
            ids.put(entry.getKey(), entry.getValue().intValue());
        }
        if (ids.isEmpty()) {
            throw unexpected(file, "vocabulary", "an object of tokens and ids", vocabulary);
        }
        return ids;
    }

    /** Returns the added tokens by id, in the order of the file. */
    Map<Long, AddedToken> addedTokens() throws VocabularyException {
        Map<Long, AddedToken> tokens = new LinkedHashMap<>();
        for (JsonValue token : root.path("added_tokens")) {
            tokens.put(token.path("id").longValue(), AddedToken.of(file, token));
        }
        return tokens;
    }

    /** Returns the character map of the normalizer; empty if it has none. */
    Optional<CharacterMap> characterMap() throws VocabularyException {
        JsonValue normalizer = root.path("normalizer");
        for (JsonValue each :
                type(normalizer).equals("Sequence") ? normalizer.path("normalizers") : List.of(normalizer)) {
            if (type(each).equals("Precompiled")) {
                return Optional.of(characterMap(each));
            }
        }
        return Optional.empty();
    }

    private CharacterMap characterMap(JsonValue normalizer) throws VocabularyException {
        try {
            return CharacterMap.of(
                    file,
                    Base64.getDecoder()
                            .decode(normalizer.path("precompiled_charsmap").asText()));
        } catch (IllegalArgumentException e) {
            throw unexpected("precompiled_charsmap", "Base64", normalizer.path("precompiled_charsmap"));
        }
    }

    /** Returns how text becomes pieces, and tokens text. */
    Steps steps() throws VocabularyException {
        List<Function<String, List<String>>> splits = new ArrayList<>();
        addSplits(root.path("pre_tokenizer"), splits);
        return new Steps(normalizer(root.path("normalizer")), splits, decoder(root.path("decoder")));
    }

    private UnaryOperator<String> normalizer(JsonValue json) throws VocabularyException {
        switch (step(json)) {
            case "" -> {
                return UnaryOperator.identity();
            }
            case "Sequence" -> {
                UnaryOperator<String> all = UnaryOperator.identity();
                for (JsonValue each : json.path("normalizers")) {
                    UnaryOperator<String> before = all;
                    UnaryOperator<String> next = normalizer(each);
                    all = text -> next.apply(before.apply(text));
                }
                return all;
            }
            case "Precompiled" -> {
                lengthens(json);
                return characterMap(json);
            }
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(type(json));
                return text -> Normalizer.normalize(text, form);
            }
            case "Strip" -> {
                boolean left = json.path("strip_left").isTrue();
                boolean right = json.path("strip_right").isTrue();
                return text -> stripped(text, left, right);
            }
            case "Replace" -> {
                return replace(json);
            }
            default ->
                throw unexpected("normalizer", "Precompiled, NFC, NFD, NFKC, NFKD, Strip, Replace or a Sequence", json);
        }
    }

    private static String stripped(String text, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && CharacterClass.isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (right && start < end && CharacterClass.isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Of regular expressions, only the one that HuggingFace's converter of SentencePiece models writes is known. */
    private UnaryOperator<String> replace(JsonValue json) throws VocabularyException {
        String content = json.path("content").textValue();
        String text = json.path("pattern").path("String").textValue();
        boolean spaces = json.path("pattern").path("Regex").asText().equals(" {2,}");
        if (content == null || content.length() > TokenTable.LONGEST || (!spaces && (text == null || text.isEmpty()))) {
            throw unexpected("Replace", "a text, or the expression \" {2,}\", and its replacement", json);
        }
        if (content.length() > (spaces ? 2 : text.length())) {
            lengthens(json);
        }
        return spaces
                ? each -> each.replaceAll(" {2,}", java.util.regex.Matcher.quoteReplacement(content))
                : each -> each.replace(text, content);
    }

    private void addSplits(JsonValue json, List<Function<String, List<String>>> splits) throws VocabularyException {
        switch (step(json)) {
            case "" -> {}
            case "Sequence" -> {
                for (JsonValue each : json.path("pretokenizers")) {
                    addSplits(each, splits);
                }
            }
            case "WhitespaceSplit" -> splits.add(Metaspace::words);
            case "Metaspace" -> splits.add(metaspace(json)::split);
            case "ByteLevel" -> {
                boolean expression =
                        !json.has("use_regex") || json.path("use_regex").isTrue();
                splits.add(ByteLevel.pieces(json.path("add_prefix_space").isTrue(), expression));
            }
            default ->
                throw unexpected("pre_tokenizer", "ByteLevel, WhitespaceSplit, Metaspace or a Sequence of them", json);
        }
    }

    private UnaryOperator<List<String>> decoder(JsonValue json) throws VocabularyException {
        switch (step(json)) {
            case "" -> {
                return tokens -> List.of(String.join(" ", tokens));
            }
            case "Sequence" -> {
                UnaryOperator<List<String>> all = UnaryOperator.identity();
                for (JsonValue each : json.path("decoders")) {
                    UnaryOperator<List<String>> before = all;
                    UnaryOperator<List<String>> next = decoder(each);
                    all = tokens -> next.apply(before.apply(tokens));
                }
                return all;
            }
            case "ByteLevel" -> {
                return tokens -> List.of(ByteLevel.decode(tokens));
            }
            case "Metaspace" -> {
                return metaspace(json)::decode;
            }
            case "Fuse" -> {
                return tokens -> List.of(String.join("", tokens));
            }
            case "Replace" -> {
                UnaryOperator<String> replace = replace(json);
                return tokens -> tokens.stream().map(replace).toList();
            }
            default -> throw unexpected("decoder", "ByteLevel, Metaspace, Replace, Fuse or a Sequence of them", json);
        }
    }

    private Metaspace metaspace(JsonValue json) throws VocabularyException {
        String replacement = json.path("replacement").asText();
        String scheme =
                json.path("prepend_scheme").asText(json.path("add_prefix_space").isTrue() ? "always" : "never");
        if (replacement.length() != 1 || !List.of("always", "never").contains(scheme)) {
            throw unexpected("Metaspace", "a character as replacement, and prepend_scheme always or never", json);
        }
        boolean split = !json.has("split") || json.path("split").isTrue();
        return new Metaspace(replacement.charAt(0), scheme.equals("always"), split);
    }

    /** Returns the ids around those of a text. */
    Template template() throws VocabularyException {
        return template(root.path("post_processor"));
    }

    private Template template(JsonValue json) throws VocabularyException {
        switch (step(json)) {
            case "", "ByteLevel" -> { // ByteLevel changes offsets only
                return new Template(new int[0], new int[0]);
            }
            case "Sequence" -> {
                Template all = new Template(new int[0], new int[0]);
                for (JsonValue each : json.path("processors")) {
                    Template outer = template(each);
                    all = new Template(joined(outer.prefix(), all.prefix()), joined(all.suffix(), outer.suffix()));
                }
                return all;
            }
            case "RobertaProcessing", "BertProcessing" -> {
                return new Template(
                        new int[] {id(json.path("cls").path(1))},
                        new int[] {id(json.path("sep").path(1))});
            }
            case "TemplateProcessing" -> {
                return single(json);
            }
            default ->
                throw unexpected(
                        "post_processor",
                        "TemplateProcessing, RobertaProcessing, BertProcessing, ByteLevel or a Sequence of them",
                        json);
        }
    }

    private Template single(JsonValue json) throws VocabularyException {
        List<Integer> prefix = new ArrayList<>();
        List<Integer> suffix = new ArrayList<>();
        int texts = 0;
        for (JsonValue part : json.path("single")) {
            if (part.path("Sequence").path("id").asText().equals("A")) {
                texts++;
                continue;
            }
            JsonValue ids = json.path("special_tokens")
                    .path(part.path("SpecialToken").path("id").asText())
                    .path("ids");
            if (ids.isEmpty()) {
                throw unexpected("post_processor.single", "the sequence A and special tokens with ids", part);
            }
            for (JsonValue id : ids) {
                (texts == 0 ? prefix : suffix).add(id(id));
            }
        }
        if (texts != 1) {
            throw unexpected("post_processor.single", "the sequence A once", json.path("single"));
        }
        return new Template(
                prefix.stream().mapToInt(Integer::intValue).toArray(),
                suffix.stream().mapToInt(Integer::intValue).toArray());
    }

    private int id(JsonValue json) throws VocabularyException {
        if (!json.isInt() || json.intValue() < 0) {
            throw unexpected("post_processor", "ids from 0", json);
        }
        return json.intValue();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    private static String type(JsonValue json) {
        return json.path("type").asText("");
    }

    /** Returns the type of a part, of which there are not too many. */
    private String step(JsonValue json) throws VocabularyException {
        if (++steps > MOST_STEPS) {
            throw new VocabularyException(file, "expected at most " + MOST_STEPS + " steps, found more");
        }
        return type(json);
    }

    /** Refuses a second step that makes text longer: together they could fill the memory. */
    private void lengthens(JsonValue json) throws VocabularyException {
        if (lengthened) {
            throw unexpected(
                    "tokenizer", "one character map, or one replacement that is longer than its pattern", json);
        }
        lengthened = true;
    }

    private VocabularyException unexpected(String where, String expected, JsonValue found) {
        return unexpected(file, where, expected, found);
    }

    private static VocabularyException unexpected(Path file, String where, String expected, JsonValue found) {
        String name = type(found).isEmpty() ? found.isMissing() ? "none" : found.toString() : type(found);
        return new VocabularyException(
                file, where + ": expected " + expected + ", found " + VocabularyException.shown(name));
    }
}
