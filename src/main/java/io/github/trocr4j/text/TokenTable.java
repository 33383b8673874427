package io.github.trocr4j.text;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of a model by id, and their ids. */
final class TokenTable {
    /** Most tokens of a vocabulary. */
    static final int MOST = 1_000_000;

    /** Most characters of a token. */
    static final int LONGEST = 1_000;

    /** Most characters of all tokens: some models of a quarter of a million tokens have half as many. */
    static final int MOST_CHARACTERS = 4_000_000;

    private final Map<String, Integer> ids;
    private final Map<Integer, String> tokens;

    private TokenTable(Map<String, Integer> ids, Map<Integer, String> tokens) {
        this.ids = ids;
        this.tokens = tokens;
    }

    /**
     * Creates a table of tokens whose ids are their places; the last place of a token that is there twice is its id.
     */
    static TokenTable of(Path file, List<String> tokens) throws VocabularyException {
        require(file, tokens);
        Map<String, Integer> ids = new HashMap<>(2 * tokens.size());
        Map<Integer, String> byId = new HashMap<>(2 * tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
            byId.put(id, tokens.get(id));
        }
        return new TokenTable(ids, byId);
    }

    /** Creates a table of tokens with their ids, each once. */
    static TokenTable of(Path file, Map<String, Integer> ids) throws VocabularyException {
        require(file, ids.keySet());
        Map<Integer, String> tokens = new HashMap<>(2 * ids.size());
        for (Map.Entry<String, Integer> entry : ids.entrySet()) {
            if (tokens.put(entry.getValue(), entry.getKey()) != null) {
                throw new VocabularyException(
                        file, "expected each id of the vocabulary once, found " + entry.getValue() + " twice");
            }
        }
        return new TokenTable(ids, tokens);
    }

    private static void require(Path file, Collection<String> tokens) throws VocabularyException {
        if (tokens.size() > MOST) {
            throw new VocabularyException(file, "expected at most " + MOST + " tokens, found " + tokens.size());
        }
        CharsetEncoder unicode = StandardCharsets.UTF_8.newEncoder();
        long characters = 0;
        for (String token : tokens) {
            characters += token.length();
            if (token.length() > LONGEST || characters > MOST_CHARACTERS) {
                throw new VocabularyException(
                        file,
                        "expected tokens of at most " + LONGEST + " characters each and " + MOST_CHARACTERS
                                + " together, found more");
            }
            if (!unicode.canEncode(token)) {
                throw new VocabularyException(file, "expected tokens in Unicode, found half of a surrogate pair");
            }
        }
    }

    /** Returns the number of tokens. */
    int size() {
        return tokens.size();
    }

    /** Returns the id of a token; null if there is none. */
    Integer id(String token) {
        return ids.get(token);
    }

    /** Returns the token of an id; null if there is none. */
    String token(int id) {
        return tokens.get(id);
    }
}
