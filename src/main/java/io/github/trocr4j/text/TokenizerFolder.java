package io.github.trocr4j.text;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.text.BytePairModel.Pair;
import io.github.trocr4j.text.BytePairModel.Unknown;
import io.github.trocr4j.text.Tokenizer.Steps;
import io.github.trocr4j.text.Tokenizer.Template;
import io.github.trocr4j.text.UnigramModel.Piece;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The tokenizer files of a folder. As transformers 5 does, it builds the tokenizers of RoBERTa and XLM-R by their
 * class: of tokenizer.json only the vocabulary, the merges, the added tokens and the character map count. Any other
 * class is what tokenizer.json says.
 */
final class TokenizerFolder {
    static final String TOKENIZER = "tokenizer.json";
    static final String PIECES = "sentencepiece.bpe.model";
    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";

    private static final String CONFIG = "tokenizer_config.json";
    private static final String ROBERTA = "RobertaTokenizer";

    /** The same class, by the names of other models. */
    private static final List<String> ROBERTAS =
            List.of(ROBERTA, "BartTokenizer", "LEDTokenizer", "LongformerTokenizer");

    private static final String XLM_ROBERTA = "XLMRobertaTokenizer";
    private static final int MAX_BYTES = 40 << 20;

    /** Where XLM-R has the unknown token. */
    private static final int XLM_UNKNOWN = 3;

    /** The pieces that XLM-R replaces: unknown, begin, end. */
    private static final List<String> FIRST_PIECES = List.of("<unk>", "<s>", "</s>");

    private final Path folder;
    private final JsonValue config;
    private final Optional<TokenizerJson> json;
    private final SpecialTokens special;

    private TokenizerFolder(Path folder) throws IOException {
        this.folder = folder;
        this.config = json(CONFIG).orElseGet(JsonObject::new);
        this.json = json(TOKENIZER).map(root -> new TokenizerJson(folder.resolve(TOKENIZER), root));
        this.special = new SpecialTokens(
                folder.resolve(CONFIG), config, json("special_tokens_map.json"), json("added_tokens.json"), json);
    }

    static Tokenizer read(Path folder) throws IOException {
        return new TokenizerFolder(folder).tokenizer();
    }

    static boolean holdsVocabulary(Path folder) {
        return Stream.of(TOKENIZER, PIECES, VOCABULARY).anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    static Vocabulary vocabulary(Path folder) throws IOException {
        TokenizerFolder files = new TokenizerFolder(folder);
        boolean characters =
                files.json.isPresent() && files.json.get().modelType().equals("WordLevel");
        return characters ? CharacterVocabulary.read(folder.resolve(TOKENIZER)) : files.tokenizer();
    }

    private Tokenizer tokenizer() throws IOException {
        String kind = config.path("tokenizer_class").asText("").replaceAll("Fast$", "");
        if (json.isPresent()) {
            String type = json.get().modelType();
            if (ROBERTAS.contains(kind) && type.equals("BPE")) {
                return roberta(json.get().tokens(), json.get().merges(), TOKENIZER);
            }
            if (kind.equals(XLM_ROBERTA) && type.equals("Unigram")) {
                return xlmRoberta(json.get().pieces(), json.get().characterMap(), List.of(), TOKENIZER);
            }
            return asWritten(json.get());
        }
        boolean pairs = exists(VOCABULARY) && exists(MERGES);
        if (pairs && (ROBERTAS.contains(kind) || kind.isEmpty())) {
            Path vocabulary = folder.resolve(VOCABULARY);
            TokenTable tokens = TokenTable.of(
                    vocabulary, TokenizerJson.ids(vocabulary, json(VOCABULARY).get()));
            return roberta(tokens, merges(), MERGES);
        }
        if (exists(PIECES) && (kind.equals(XLM_ROBERTA) || kind.isEmpty())) {
            return fromPieces();
        }
        if (pairs || exists(PIECES)) {
            throw new VocabularyException(
                    folder.resolve(CONFIG),
                    "tokenizer_class: expected " + ROBERTA + " with " + VOCABULARY + " and " + MERGES + ", "
                            + XLM_ROBERTA + " with " + PIECES + ", or any with " + TOKENIZER + ", found "
                            + VocabularyException.shown(kind));
        }
        throw new FileNotFoundException(folder + ": expected a tokenizer (" + TOKENIZER + ", " + PIECES + ", or "
                + VOCABULARY + " and " + MERGES + "), found none; download it again with these files.");
    }

    private Tokenizer roberta(TokenTable tokens, List<Pair> merges, String file) throws IOException {
        SubwordModel model = BytePairModel.of(folder.resolve(file), tokens, merges, Unknown.LEFT_OUT, false);
        boolean prefixSpace = config.path("add_prefix_space").isTrue();
        Steps steps = new Steps(
                UnaryOperator.identity(),
                List.of(ByteLevel.pieces(prefixSpace, true)),
                each -> List.of(ByteLevel.decode(each)));
        special.useDefaults();
        AddedTokens added = added(tokens, List.of(), steps);
        Template template =
                new Template(new int[] {special.id("cls_token", added)}, new int[] {special.id("sep_token", added)});
        return new Tokenizer(steps, model, added, template, cleanUp(model));
    }

    private Tokenizer fromPieces() throws IOException {
        Path file = folder.resolve(PIECES);
        SentencePieceModel model = SentencePieceModel.of(file, bytes(PIECES), TokenTable.MOST);
        List<Piece> found = model.pieces();
        List<String> first =
                found.stream().limit(FIRST_PIECES.size()).map(Piece::text).toList();
        if (!first.equals(FIRST_PIECES)) {
            throw new VocabularyException(
                    file,
                    "expected an XLM-RoBERTa SentencePiece model, whose first pieces are " + FIRST_PIECES
                            + ", but found " + (first.isEmpty() ? "no pieces" : "others")
                            + "; use the " + PIECES + " of a TrOCR-small repository");
        }
        special.useDefaults();
        List<Piece> pieces = new ArrayList<>();
        for (String name : List.of("bos_token", "pad_token", "eos_token", "unk_token")) {
            pieces.add(new Piece(special.text(name), 0));
        }
        pieces.addAll(found.subList(FIRST_PIECES.size(), found.size()));
        pieces.add(new Piece(special.text("mask_token"), 0));
        Optional<CharacterMap> map = model.characterMap().isPresent()
                ? Optional.of(CharacterMap.of(file, model.characterMap().get()))
                : Optional.empty();
        return xlmRoberta(pieces, map, model.added(), PIECES);
    }

    private Tokenizer xlmRoberta(List<Piece> pieces, Optional<CharacterMap> map, List<AddedToken> extra, String file)
            throws IOException {
        SubwordModel model = new UnigramModel(folder.resolve(file), pieces, XLM_UNKNOWN);
        JsonValue prefixSpace = config.path("add_prefix_space");
        Metaspace space = new Metaspace('\u2581', !prefixSpace.isBoolean() || prefixSpace.isTrue(), true);
        UnaryOperator<String> normalizer = map.isPresent() ? map.get() : UnaryOperator.identity();
        Steps steps = new Steps(normalizer, List.of(Metaspace::words, space::split), space::decode);
        special.useDefaults();
        AddedTokens added = added(model.tokens(), extra, steps);
        Template template =
                new Template(new int[] {special.id("bos_token", added)}, new int[] {special.id("eos_token", added)});
        return new Tokenizer(steps, model, added, template, cleanUp(model));
    }

    private Tokenizer asWritten(TokenizerJson file) throws IOException {
        SubwordModel model = file.model();
        TokenizerSteps parts = file.steps();
        Steps steps = parts.all();
        AddedTokens added = new AddedTokens(
                model.tokens(), config.path("split_special_tokens").isTrue());
        added.add(folder.resolve(TOKENIZER), file.addedTokens().values(), steps.normalizer());
        added.add(folder.resolve(CONFIG), special.toAdd(List.of()), steps.normalizer());
        return new Tokenizer(steps, model, added, parts.template(), cleanUp(model));
    }

    private AddedTokens added(TokenTable tokens, List<AddedToken> extra, Steps steps) throws IOException {
        AddedTokens added =
                new AddedTokens(tokens, config.path("split_special_tokens").isTrue());
        added.add(folder.resolve(CONFIG), special.toAdd(extra), steps.normalizer());
        return added;
    }

    /** BPE keeps its spaces unless the longer of the two keys says so. */
    private boolean cleanUp(SubwordModel model) {
        String key = "clean_up_tokenization_spaces";
        return config.path(key).isTrue()
                && (model instanceof UnigramModel
                        || config.path(key + "_for_bpe_even_though_it_will_corrupt_output")
                                .isTrue());
    }

    private List<Pair> merges() throws IOException {
        List<Pair> merges = new ArrayList<>();
        String[] lines = new String(bytes(MERGES), StandardCharsets.UTF_8).split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isEmpty() || lines[i].startsWith("#version")) {
                continue;
            }
            String[] words = lines[i].split(" ", -1);
            if (words.length != 2 || merges.size() == TokenTable.MOST) {
                throw new VocabularyException(
                        folder.resolve(MERGES),
                        "line " + (i + 1) + ": expected two tokens with a space between them, on at most "
                                + TokenTable.MOST + " lines, found " + VocabularyException.shown(lines[i]));
            }
            merges.add(new Pair(words[0], words[1]));
        }
        return merges;
    }

    private boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    private Optional<JsonValue> json(String name) throws IOException {
        if (!exists(name)) {
            return Optional.empty();
        }
        JsonValue root;
        try {
            root = JsonTree.read(bytes(name));
        } catch (JsonException e) {
            throw new VocabularyException(
                    folder.resolve(name),
                    "expected JSON, found a damaged file (" + e.getMessage() + "); copy it again");
        }
        if (!root.isObject()) {
            throw new VocabularyException(folder.resolve(name), "expected a JSON object, found none");
        }
        return Optional.of(root);
    }

    private byte[] bytes(String name) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new VocabularyException(
                        folder.resolve(name), "expected at most " + MAX_BYTES + " bytes, found more");
            }
            return bytes;
        }
    }
}
