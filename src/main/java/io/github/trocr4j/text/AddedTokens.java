package io.github.trocr4j.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The tokens beside those of the model, and the text between them. Of tokens that begin at the same place, the longest
 * is found.
 *
 * <p>Source: {@code added_vocabulary.rs} of HuggingFace's tokenizers.
 */
final class AddedTokens {
    private static final int MOST = 100_000;

    private final TokenTable model;
    private final boolean splitSpecial;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<Integer, AddedToken> tokens = new HashMap<>();
    private final Map<Integer, String> texts = new HashMap<>(); // normalised where the token is
    private final Set<String> special = new HashSet<>();
    private final Map<String, AddedToken> first = new LinkedHashMap<>(); // decides where a token is looked for
    private int lastId = -1;
    private PieceTrie inText = new PieceTrie();
    private PieceTrie inNormalized = new PieceTrie();

    /** A part of a text: an added token, or text without any. */
    record Part(Integer id, String text) {}

    /**
     * Creates a set without tokens.
     *
     * @param model the tokens of the model, whose ids added tokens of the same text have
     * @param splitSpecial whether special tokens in a text are text like any other ({@code split_special_tokens})
     */
    AddedTokens(TokenTable model, boolean splitSpecial) {
        this.model = model;
        this.splitSpecial = splitSpecial;
    }

    /**
     * Adds tokens. One that the model does not have gets the next free id.
     *
     * @param normalizer what text is normalised with
     * @throws VocabularyException if they are too many or too long
     */
    void add(Path file, Collection<AddedToken> more, UnaryOperator<String> normalizer) throws VocabularyException {
        for (AddedToken token : more) {
            if (token.content().isEmpty() || token.equals(tokens.get(ids.get(token.content())))) {
                continue;
            }
            if (token.content().length() > TokenTable.LONGEST || ids.size() == MOST) {
                throw new VocabularyException(
                        file,
                        "expected at most " + MOST + " added tokens of at most " + TokenTable.LONGEST
                                + " characters, found more");
            }
            Integer known = id(token.content());
            int id = known != null ? known : Math.max(lastId + 1, model.size());
            ids.put(token.content(), id);
            tokens.put(id, token);
            texts.put(id, token.normalized() ? normalizer.apply(token.content()) : token.content());
            lastId = Math.max(lastId, id);
            if (token.special()) {
                special.add(token.content());
            }
            first.putIfAbsent(token.content(), token);
        }
        inText = new PieceTrie();
        inNormalized = new PieceTrie();
        long characters = 0;
        for (AddedToken token : first.values()) {
            if (token.normalized()) {
                String text = normalizer.apply(token.content());
                characters += text.length();
                if (characters > TokenTable.MOST_CHARACTERS) {
                    throw new VocabularyException(
                            file,
                            "expected added tokens of at most " + TokenTable.MOST_CHARACTERS
                                    + " characters together, found more");
                }
                inNormalized.put(text, ids.get(token.content()));
            } else {
                characters += token.content().length();
                inText.put(token.content(), ids.get(token.content()));
            }
        }
    }

    /** Returns the id of a token, an added one or one of the model; null if there is none. */
    Integer id(String token) {
        Integer id = ids.get(token);
        return id != null ? id : model.id(token);
    }

    /** Returns the text of the token of an id, normalised where the token is; null if there is none. */
    String token(int id) {
        String text = texts.get(id);
        return text != null ? text : model.token(id);
    }

    /** Returns whether decoding omits a token. */
    boolean isSpecial(String token) {
        return special.contains(token);
    }

    /** Splits text that is not yet normalised. */
    List<Part> split(String text) {
        return split(text, inText);
    }

    /** Splits normalised text. */
    List<Part> splitNormalized(String text) {
        return split(text, inNormalized);
    }

    private List<Part> split(String text, PieceTrie trie) {
        List<Part> parts = new ArrayList<>();
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            int end = longest(trie, text, at);
            if (end == at) {
                at++;
                continue;
            }
            int id = idOf(trie, text, at, end);
            AddedToken token = tokens.get(id);
            int start = at;
            at = end;
            if ((splitSpecial && special.contains(token.content()))
                    || (token.singleWord() && !isWord(text, start, end))) {
                continue;
            }
            while (token.lstrip() && start > done && CharacterClass.isWhiteSpace(text.charAt(start - 1))) {
                start--;
            }
            while (token.rstrip() && end < text.length() && CharacterClass.isWhiteSpace(text.charAt(end))) {
                end++;
            }
            if (done < start) {
                parts.add(new Part(null, text.substring(done, start)));
            }
            parts.add(new Part(id, ""));
            done = end;
        }
        if (done < text.length()) {
            parts.add(new Part(null, text.substring(done)));
        }
        return parts;
    }

    /** Returns the end of the longest token that begins at an index; the index if there is none. */
    private static int longest(PieceTrie trie, String text, int start) {
        int longest = start;
        int node = PieceTrie.ROOT;
        for (int end = start; end < text.length(); ) {
            node = trie.child(node, text.charAt(end++));
            if (node == PieceTrie.NONE) {
                break;
            }
            longest = trie.id(node) == PieceTrie.NONE ? longest : end;
        }
        return longest;
    }

    private static int idOf(PieceTrie trie, String text, int start, int end) {
        int node = PieceTrie.ROOT;
        for (int i = start; i < end; i++) {
            node = trie.child(node, text.charAt(i));
        }
        return trie.id(node);
    }

    private static boolean isWord(String text, int start, int end) {
        return (start == 0 || !isPartOfWord(text.codePointBefore(start)))
                && (end == text.length() || !isPartOfWord(text.codePointAt(end)));
    }

    /** What {@code \w} is in Unicode Technical Standard 18, "Unicode Regular Expressions". */
    private static boolean isPartOfWord(int c) {
        return Character.isAlphabetic(c)
                || c == 0x200C
                || c == 0x200D
                || switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> false;
                };
    }
}
