package io.github.trocr4j.model;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads and writes {@link GenerationConfig} as HF's generation_config.json. A model without this file has its settings
 * in config.json, as all models before 2023: there a value of the root counts before one of the decoder, and what the
 * file does not say is HF's default.
 */
public final class GenerationConfigJson {
    /** Name of the file in a model directory. */
    public static final String FILE = "generation_config.json";

    private static final long MAX_BYTES = 1 << 20;
    private static final int MOST_BEAMS = 1000;

    /** Settings of other kinds of search, or of constraints, that have an effect if they have any value. */
    private static final List<String> WITHOUT_VALUE = List.of(
            "constraints",
            "force_words_ids",
            "dola_layers",
            "prompt_lookup_num_tokens",
            "assistant_early_exit",
            "sequence_bias",
            "exponential_decay_length_penalty",
            "watermarking_config",
            "max_time",
            "stop_strings");

    private static final List<String> WITHOUT_TRUE =
            List.of("do_sample", "remove_invalid_values", "token_healing", "low_memory", "use_mtp");

    private final ConfigNode first;
    private final Optional<ConfigNode> second;

    private GenerationConfigJson(ConfigNode first, Optional<ConfigNode> second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Reads the settings of a model directory, from generation_config.json, or else from config.json.
     *
     * @throws ConfigException if the file is too large, malformed, or has settings that would change the result and are
     *     not supported
     */
    public static GenerationConfig read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        boolean own = Files.exists(file);
        Path found = own ? file : directory.resolve("config.json");
        if (Files.size(found) > MAX_BYTES) {
            throw new ConfigException(found + ": expected a configuration of at most " + MAX_BYTES + " bytes, found "
                    + Files.size(found) + ".");
        }
        byte[] json = Files.readAllBytes(found);
        return own ? parse(found.toString(), json) : parseConfig(found.toString(), json);
    }

    /**
     * Parses the content of a generation_config.json.
     *
     * @param file the name of the file in error messages
     */
    public static GenerationConfig parse(String file, byte[] json) throws ConfigException {
        return new GenerationConfigJson(ConfigNode.root(file, json), Optional.empty()).config();
    }

    /** Parses the settings in a config.json of a model without generation_config.json. */
    static GenerationConfig parseConfig(String file, byte[] json) throws ConfigException {
        ConfigNode root = ConfigNode.root(file, json);
        return new GenerationConfigJson(root, Optional.of(root.child("decoder"))).config();
    }

    private GenerationConfig config() throws ConfigException {
        requireSupported();
        try {
            OptionalInt start = token("decoder_start_token_id");
            return GenerationConfigBuilder.builder()
                    .decoderStartTokenId(start.isPresent() ? start : token("bos_token_id"))
                    .eosTokenId(tokens("eos_token_id"))
                    .padTokenId(token("pad_token_id"))
                    .maxLength(whole("max_length", 2))
                    .maxNewTokens(whole("max_new_tokens", 1))
                    .minLength(whole("min_length", 0).orElse(0))
                    .minNewTokens(whole("min_new_tokens", 0))
                    .numBeams(beams())
                    .numReturnSequences(whole("num_return_sequences", 1).orElse(1))
                    .lengthPenalty(number("length_penalty", 1))
                    .earlyStopping(earlyStopping())
                    .repetitionPenalty(number("repetition_penalty", 1))
                    .noRepeatNgramSize(whole("no_repeat_ngram_size", 0).orElse(0))
                    .badWordsIds(badWords())
                    .suppressTokens(Set.copyOf(tokens("suppress_tokens")))
                    .beginSuppressTokens(Set.copyOf(tokens("begin_suppress_tokens")))
                    .forcedBosTokenId(token("forced_bos_token_id"))
                    .forcedEosTokenId(tokens("forced_eos_token_id"))
                    .renormalizeLogits(at("renormalize_logits").flag("renormalize_logits", false))
                    .useCache(at("use_cache").flag("use_cache", true))
                    .temperature(1)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(first.prefix() + e.getMessage(), e);
        }
    }

    /** Settings that only sampling uses, and those of what is returned, are ignored, as in HF. */
    private void requireSupported() throws ConfigException {
        for (String key : WITHOUT_TRUE) {
            if (at(key).flag(key, false)) {
                throw unsupported(key, "false");
            }
        }
        for (String key : WITHOUT_VALUE) {
            if (at(key).has(key)) {
                throw unsupported(key, "null");
            }
        }
        if (number("num_beam_groups", 1) > 1) {
            throw unsupported("num_beam_groups", "1");
        }
        if (number("guidance_scale", 1) != 1) {
            throw unsupported("guidance_scale", "1");
        }
        if (number("penalty_alpha", 0) > 0 && number("top_k", 50) > 1 && beams() == 1) {
            throw unsupported("penalty_alpha", "0");
        }
        if (value("cache_implementation").asText("").equals("quantized")) {
            throw unsupported("cache_implementation", "another cache");
        }
    }

    private ConfigException unsupported(String key, String expected) {
        return at(key).unexpected(
                        key, expected + ", because this setting is not supported and changes the result", value(key));
    }

    private ConfigNode at(String key) {
        return first.has(key) ? first : second.orElse(first);
    }

    private JsonValue value(String key) {
        return at(key).node().path(key);
    }

    private OptionalInt whole(String key, int least) throws ConfigException {
        JsonValue value = value(key);
        if (value.isNull() || value.isMissing()) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.intValue() < least) {
            throw at(key).unexpected(key, "a whole number of at least " + least, value);
        }
        return OptionalInt.of(value.intValue());
    }

    private int beams() throws ConfigException {
        int beams = whole("num_beams", 1).orElse(1);
        if (beams > MOST_BEAMS) {
            throw at("num_beams").unexpected("num_beams", "at most " + MOST_BEAMS, value("num_beams"));
        }
        return beams;
    }

    private double number(String key, double otherwise) throws ConfigException {
        return at(key).has(key) ? at(key).number(key) : otherwise;
    }

    private OptionalInt token(String key) throws ConfigException {
        return at(key).tokenId(key);
    }

    /** Returns the ids of a key that has one, a list, or none. */
    private List<Integer> tokens(String key) throws ConfigException {
        JsonValue value = value(key);
        if (value.isNull() || value.isMissing()) {
            return List.of();
        }
        return value.isArray() ? ids(key, value) : List.of(id(key, value));
    }

    private List<List<Integer>> badWords() throws ConfigException {
        String key = "bad_words_ids";
        JsonValue value = value(key);
        List<List<Integer>> words = new ArrayList<>();
        if (value.isNull() || value.isMissing()) {
            return words;
        }
        for (JsonValue word : value) {
            if (!value.isArray() || !word.isArray() || word.isEmpty()) {
                throw at(key).unexpected(key, "a list of lists of token ids", value);
            }
            words.add(ids(key, word));
        }
        return words;
    }

    private List<Integer> ids(String key, JsonValue list) throws ConfigException {
        List<Integer> ids = new ArrayList<>();
        for (JsonValue each : list) {
            ids.add(id(key, each));
        }
        return ids;
    }

    /** Negative ids are those of no token: no end token in older files. */
    private int id(String key, JsonValue value) throws ConfigException {
        if (!value.isInt()) {
            throw at(key).unexpected(key, "token ids", value(key));
        }
        return value.intValue();
    }

    private EarlyStopping earlyStopping() throws ConfigException {
        String key = "early_stopping";
        JsonValue value = value(key);
        if (value.isText() && value.textValue().equals("never")) {
            return EarlyStopping.NEVER;
        }
        if (!value.isBoolean() && !value.isNull() && !value.isMissing()) {
            throw at(key).unexpected(key, "true, false or \"never\"", value);
        }
        return value.isBoolean() && value.isTrue() ? EarlyStopping.TRUE : EarlyStopping.FALSE;
    }

    /** Returns the text of a generation_config.json with which HF generates the same; without defaults. */
    public static String write(GenerationConfig config) {
        JsonObject node = new JsonObject();
        config.decoderStartTokenId().ifPresent(id -> node.put("decoder_start_token_id", id));
        if (config.eosTokenId().size() == 1) {
            node.put("eos_token_id", config.eosTokenId().get(0));
        } else {
            putIds(node, "eos_token_id", config.eosTokenId());
        }
        config.padTokenId().ifPresent(id -> node.put("pad_token_id", id));
        config.maxLength().ifPresent(most -> node.put("max_length", most));
        config.maxNewTokens().ifPresent(most -> node.put("max_new_tokens", most));
        putNumber(node, "min_length", config.minLength(), 0);
        config.minNewTokens().ifPresent(least -> node.put("min_new_tokens", least));
        putNumber(node, "num_beams", config.numBeams(), 1);
        putNumber(node, "num_return_sequences", config.numReturnSequences(), 1);
        putNumber(node, "length_penalty", config.lengthPenalty(), 1.0);
        switch (config.earlyStopping()) {
            case TRUE -> node.put("early_stopping", true);
            case NEVER -> node.put("early_stopping", "never");
            case FALSE -> {}
        }
        putNumber(node, "repetition_penalty", config.repetitionPenalty(), 1.0);
        putNumber(node, "no_repeat_ngram_size", config.noRepeatNgramSize(), 0);
        if (!config.badWordsIds().isEmpty()) {
            JsonArray words = node.putArray("bad_words_ids");
            config.badWordsIds().forEach(word -> word.forEach(words.addArray()::add));
        }
        putIds(node, "suppress_tokens", new TreeSet<>(config.suppressTokens()));
        putIds(node, "begin_suppress_tokens", new TreeSet<>(config.beginSuppressTokens()));
        config.forcedBosTokenId().ifPresent(id -> node.put("forced_bos_token_id", id));
        putIds(node, "forced_eos_token_id", config.forcedEosTokenId());
        if (config.renormalizeLogits()) {
            node.put("renormalize_logits", true);
        }
        if (!config.useCache()) {
            node.put("use_cache", false);
        }
        return node.toPrettyString() + "\n";
    }

    private static void putNumber(JsonObject node, String key, Number value, Number usual) {
        if (!value.equals(usual)) {
            node.put(key, value);
        }
    }

    private static void putIds(JsonObject node, String key, Collection<Integer> ids) {
        if (!ids.isEmpty()) {
            ids.forEach(node.putArray(key)::add);
        }
    }
}
