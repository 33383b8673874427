package io.github.trocr4j.text;

import io.github.trocr4j.text.AddedTokens.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The tokenizer of a HuggingFace model: turns text into token ids and ids into text, as
 * {@code TrOCRProcessor.from_pretrained(folder).tokenizer} of transformers 5 does.
 *
 * <p>It reads byte-level BPE (RoBERTa; the TrOCR-base and -large models) from vocab.json and merges.txt, XLM-R (the
 * TrOCR-small models) from sentencepiece.bpe.model, and both from tokenizer.json alone.
 *
 * <p>Thread-safe.
 */
public final class Tokenizer implements TrainingVocabulary {
    /** The names of all files of tokenizers, of which a folder has some. */
    public static final List<String> FILES = List.of(
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "sentencepiece.bpe.model",
            "tokenizer.json");

    private final Steps steps;
    private final Function<String, List<String>> preTokenizer;
    private final SubwordModel model;
    private final AddedTokens added;
    private final int[] prefix;
    private final int[] suffix;
    private final boolean cleanUp;

    /**
     * How text becomes pieces for the model, and how tokens become text.
     *
     * @param normalizer changes text between added tokens
     * @param preTokenizers each splits a text, which is not empty, into pieces
     * @param decoder turns tokens into texts that are joined
     */
    record Steps(
            UnaryOperator<String> normalizer,
            List<Function<String, List<String>>> preTokenizers,
            UnaryOperator<List<String>> decoder) {}

    /** The ids around those of a text. */
    record Template(int[] prefix, int[] suffix) {}

    Tokenizer(Steps steps, SubwordModel model, AddedTokens added, Template template, boolean cleanUp) {
        this.steps = steps;
        this.preTokenizer = inTurn(steps.preTokenizers);
        this.model = model;
        this.added = added;
        this.prefix = template.prefix.clone();
        this.suffix = template.suffix.clone();
        this.cleanUp = cleanUp;
    }

    private static Function<String, List<String>> inTurn(List<Function<String, List<String>>> splits) {
        return text -> {
            List<String> pieces = List.of(text);
            for (Function<String, List<String>> split : splits) {
                List<String> parts = new ArrayList<>();
                pieces.forEach(piece -> parts.addAll(split.apply(piece)));
                pieces = parts;
            }
            return pieces;
        };
    }

    /**
     * Reads the tokenizer of a model folder: tokenizer.json, or else vocab.json and merges.txt or
     * sentencepiece.bpe.model; and tokenizer_config.json, special_tokens_map.json and added_tokens.json, if they are
     * there.
     *
     * @throws VocabularyException if a file is damaged, too large, or of a kind that this class does not know
     * @throws IOException if there is none of them, or one cannot be read
     */
    public static Tokenizer load(Path folder) throws IOException {
        Objects.requireNonNull(folder, "folder");
        return TokenizerFolder.read(folder);
    }

    /**
     * Returns the ids of a text, with the special tokens at its beginning and end.
     *
     * @throws IllegalArgumentException if the text has half of a surrogate pair, which is no character
     */
    @Override
    public int[] encode(String text) {
        requireCharacters(text);
        IntStream.Builder ids = IntStream.builder();
        Arrays.stream(prefix).forEach(ids::add);
        for (Part part : added.split(text)) {
            if (part.id() != null) {
                ids.add(part.id());
                continue;
            }
            for (Part normalized : added.splitNormalized(steps.normalizer.apply(part.text()))) {
                if (normalized.id() != null) {
                    ids.add(normalized.id());
                } else {
                    preTokenizer.apply(normalized.text()).forEach(piece -> model.encode(piece, ids::add));
                }
            }
        }
        Arrays.stream(suffix).forEach(ids::add);
        return ids.build().toArray();
    }

    /**
     * Says in one clause which part of a text {@link #decode} does not give back: a character that is an unknown token,
     * or the name of a special token. Empty if there is none.
     *
     * @throws IllegalArgumentException as for {@link #encode}
     */
    public Optional<String> flaw(String text) {
        int[] found = encode(text);
        int unknown = model.unknownId().orElse(-1);
        OptionalInt first = Arrays.stream(found, prefix.length, found.length - suffix.length)
                .filter(id -> id == unknown || added.isSpecial(added.token(id)))
                .findFirst();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                first.getAsInt() == unknown
                        ? unknownIn(text, unknown)
                        : "\"" + VocabularyException.shown(added.token(first.getAsInt()))
                                + "\" is a special token of the tokenizer");
    }

    /** A character that is no token may still be part of one, and then more are unknown without it. */
    private String unknownIn(String text, int unknown) {
        long all = count(text, unknown);
        return text.codePoints()
                .mapToObj(Character::toString)
                .filter(character -> !character.isBlank() && count(character, unknown) > 0)
                .filter(character -> count(text.replace(character, ""), unknown) <= all)
                .map(character -> named(character) + " is unknown to the tokenizer")
                .findFirst()
                .orElse("the text is not known to the tokenizer as a whole");
    }

    private static String named(String character) {
        String code = String.format(Locale.ROOT, "U+%04X", character.codePointAt(0));
        String shown = VocabularyException.shown(character);
        return shown.equals(code) ? code : "\"" + shown + "\" (" + code + ")";
    }

    private long count(String text, int id) {
        return Arrays.stream(encode(text)).filter(each -> each == id).count();
    }

    private static void requireCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    throw new IllegalArgumentException(String.format(
                            "expected text in Unicode, found half of a surrogate pair (U+%04X) at index %d",
                            (int) text.charAt(i), i));
                }
                i++;
            }
        }
    }

    /**
     * Returns the text of a sequence of ids, without special tokens, as {@code batch_decode(skip_special_tokens=True)}
     * does. Ids that the vocabulary does not have are left out; a model's embedding table may have such rows. Bytes
     * that are no UTF-8 become U+FFFD.
     */
    @Override
    public String decode(int[] ids) {
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            String token = added.token(id);
            if (token != null && !added.isSpecial(token)) {
                tokens.add(token);
            }
        }
        String text = String.join("", steps.decoder.apply(tokens));
        return cleanUp ? cleanedUp(text) : text;
    }

    /** Removes spaces before punctuation and English contractions: {@code clean_up_tokenization_spaces}. */
    private static String cleanedUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }
}
