package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.text.BytePairModel.Pair;
import io.github.trocr4j.text.BytePairModel.Unknown;
import io.github.trocr4j.text.UnigramModel.Piece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a tokenizer.json. What it does not know and what would change ids or text is refused by name.
 *
 * <p>Source: HuggingFace's tokenizers, whose serialization this file is.
 */
final class TokenizerJson {
    private final Path file;
    private final JsonValue root;

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
                return Optional.of(characterMap(file, each));
            }
        }
        return Optional.empty();
    }

    /** Returns the character map of the normalizer {@code Precompiled}. */
    static CharacterMap characterMap(Path file, JsonValue normalizer) throws VocabularyException {
        try {
            return CharacterMap.of(
                    file,
                    Base64.getDecoder()
                            .decode(normalizer.path("precompiled_charsmap").asText()));
        } catch (IllegalArgumentException e) {
            throw unexpected(file, "precompiled_charsmap", "Base64", normalizer.path("precompiled_charsmap"));
        }
    }

    /** Returns the steps before and after the model. */
    TokenizerSteps steps() {
        return new TokenizerSteps(file, root);
    }

    static String type(JsonValue json) {
        return json.path("type").asText("");
    }

    private VocabularyException unexpected(String where, String expected, JsonValue found) {
        return unexpected(file, where, expected, found);
    }

    static VocabularyException unexpected(Path file, String where, String expected, JsonValue found) {
        String name = type(found).isEmpty() ? found.isMissing() ? "none" : found.toString() : type(found);
        return new VocabularyException(
                file, where + ": expected " + expected + ", found " + VocabularyException.shown(name));
    }
}
