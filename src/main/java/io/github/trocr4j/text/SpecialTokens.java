package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The special and added tokens of tokenizer_config.json, special_tokens_map.json, added_tokens.json and tokenizer.json,
 * with the precedence of transformers 5: if tokenizer_config.json has {@code added_tokens_decoder}, the other files do
 * not count. A token that is given by its text only is special and swallows no white space.
 */
final class SpecialTokens {
    private static final Map<String, String> DEFAULTS = Map.of(
            "bos_token", "<s>",
            "eos_token", "</s>",
            "unk_token", "<unk>",
            "sep_token", "</s>",
            "pad_token", "<pad>",
            "cls_token", "<s>",
            "mask_token", "<mask>");
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    private static final String EXTRA = "extra_special_tokens";
    private static final String ADDITIONAL = "additional_special_tokens";

    private final Path file;
    private final Map<String, AddedToken> named = new LinkedHashMap<>();
    private final Map<Long, AddedToken> added = new TreeMap<>();
    private Optional<List<AddedToken>> extra;

    SpecialTokens(
            Path file,
            JsonValue config,
            Optional<JsonValue> map,
            Optional<JsonValue> addedFile,
            Optional<TokenizerJson> tokenizer)
            throws VocabularyException {
        this.file = file;
        NAMES.forEach(name -> named.put(name, null));
        readNames(config);
        JsonValue list = config.path(EXTRA).isEmpty() ? config.path(ADDITIONAL) : config.path(EXTRA);
        this.extra = list.isArray() ? Optional.of(tokens(list)) : Optional.empty();
        readNames(config.path(EXTRA));
        if (config.has("added_tokens_decoder")) {
            for (Map.Entry<String, JsonValue> entry :
                    config.path("added_tokens_decoder").members().entrySet()) {
                added.put(id(entry.getKey()), AddedToken.of(file, entry.getValue()));
            }
        } else {
            if (map.isPresent()) {
                readMap(map.get());
            }
            if (addedFile.isPresent()) {
                readAdded(addedFile.get());
            }
            JsonValue additional = map.orElse(JsonValue.MISSING).path(ADDITIONAL);
            if (extra.isEmpty() && additional.isArray()) {
                extra = Optional.of(tokens(additional)); // not before: it makes no added token special
            }
            if (tokenizer.isPresent()) {
                added.putAll(tokenizer.get().addedTokens());
            }
        }
        Map<String, AddedToken> byText = new LinkedHashMap<>();
        added.values().forEach(token -> byText.put(token.content(), token));
        NAMES.forEach(
                name -> named.computeIfPresent(name, (key, token) -> byText.getOrDefault(token.content(), token)));
    }

    private void readNames(JsonValue json) throws VocabularyException {
        for (Map.Entry<String, JsonValue> entry : json.members().entrySet()) {
            JsonValue value = entry.getValue();
            if (entry.getKey().endsWith("_token") && (value.isText() || value.isObject())) {
                named.put(entry.getKey(), AddedToken.of(file, value));
            }
        }
    }

    private void readMap(JsonValue map) throws VocabularyException {
        for (Map.Entry<String, JsonValue> entry : map.members().entrySet()) {
            JsonValue value = entry.getValue();
            if (value.isText() || (value.isObject() && value.has("content"))) {
                named.put(entry.getKey(), AddedToken.of(file, value, true));
            }
        }
        if (map.path(EXTRA).isArray()) {
            List<AddedToken> all = new ArrayList<>(extra.orElse(List.of()));
            all.addAll(tokens(map.path(EXTRA)));
            extra = Optional.of(all);
        }
    }

    private void readAdded(JsonValue file) throws VocabularyException {
        for (Map.Entry<String, JsonValue> entry : file.members().entrySet()) {
            String text = entry.getKey();
            boolean special = Stream.concat(NAMES.stream().map(named::get), extra.orElse(List.of()).stream())
                    .anyMatch(token -> token != null && token.content().equals(text));
            added.put(entry.getValue().longValue(), new AddedToken(text, false, false, false, !special, special));
        }
    }

    private List<AddedToken> tokens(JsonValue list) throws VocabularyException {
        List<AddedToken> tokens = new ArrayList<>();
        for (JsonValue each : list) {
            tokens.add(AddedToken.of(file, each));
        }
        return tokens;
    }

    private long id(String text) throws VocabularyException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new VocabularyException(
                    file, "added_tokens_decoder: expected ids, found " + VocabularyException.shown(text));
        }
    }

    /** Sets the named tokens that are not given, as RoBERTa and XLM-R have them. */
    void useDefaults() {
        DEFAULTS.forEach((name, text) -> named.putIfAbsent(name, AddedToken.special(text)));
    }

    /** Returns the text of a named token, which must be set. */
    String text(String name) {
        return named.get(name).content();
    }

    /** Returns the id of a named token, which must be set. */
    int id(String name, AddedTokens tokens) {
        return tokens.id(text(name));
    }

    /**
     * Returns all tokens in the order in which they are added.
     *
     * @param otherExtra special tokens of the model file, which count if the configuration has no such list
     */
    List<AddedToken> toAdd(List<AddedToken> otherExtra) {
        Set<String> texts = added.values().stream().map(AddedToken::content).collect(Collectors.toSet());
        Set<AddedToken> all = new LinkedHashSet<>(added.values());
        Stream.concat(named.values().stream(), extra.orElse(otherExtra).stream())
                .filter(token -> token != null && !texts.contains(token.content()))
                .forEach(all::add);
        Set<String> names = named.values().stream()
                .filter(Objects::nonNull)
                .map(AddedToken::content)
                .collect(Collectors.toSet());
        return all.stream()
                .map(token -> names.contains(token.content()) ? token.asSpecial() : token)
                .toList();
    }
}
