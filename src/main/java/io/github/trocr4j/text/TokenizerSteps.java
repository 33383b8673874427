package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.text.Tokenizer.Steps;
import io.github.trocr4j.text.Tokenizer.Template;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/** The steps of a tokenizer.json before and after the model: normalizer, pre-tokenizer, post-processor, decoder. */
final class TokenizerSteps {
    /** Most steps together. */
    private static final int MOST_STEPS = 100;

    private final Path file;
    private final JsonValue root;
    private int steps;
    private boolean lengthened;

    TokenizerSteps(Path file, JsonValue root) {
        this.file = file;
        this.root = root;
    }

    /** Returns how text becomes pieces, and tokens text. */
    Steps all() throws VocabularyException {
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
                return TokenizerJson.characterMap(file, json);
            }
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(TokenizerJson.type(json));
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
                ? each -> each.replaceAll(" {2,}", Matcher.quoteReplacement(content))
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

    /** Returns the type of a part, of which there are not too many. */
    private String step(JsonValue json) throws VocabularyException {
        if (++steps > MOST_STEPS) {
            throw new VocabularyException(file, "expected at most " + MOST_STEPS + " steps, found more");
        }
        return TokenizerJson.type(json);
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
        return TokenizerJson.unexpected(file, where, expected, found);
    }
}
