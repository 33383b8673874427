package io.github.trocr4j.model;

import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads and writes {@link TrOcrConfig} as HF's config.json. The defaults are those of HF's {@code ViTConfig} and
 * {@code TrOCRConfig}, because newer files omit values that equal the default.
 */
public final class ConfigJson {
    private static final long MAX_BYTES = 1 << 20;

    private ConfigJson() {}

    /**
     * Reads a config.json.
     *
     * @throws ConfigException if the file is missing, too large, malformed or unsupported
     */
    public static TrOcrConfig read(Path file) throws IOException {
        return parse(node(file));
    }

    /** Reads the root object of a config.json. See {@link #read}. */
    public static ConfigNode node(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    file + ": not found; a model directory has a config.json beside its model.safetensors.");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new ConfigException(file + ": expected a configuration of at most " + MAX_BYTES + " bytes, found "
                    + Files.size(file) + ".");
        }
        return ConfigNode.root(file.toString(), Files.readAllBytes(file));
    }

    /**
     * Parses the content of a config.json.
     *
     * @param file the name of the file in error messages
     */
    public static TrOcrConfig parse(String file, byte[] json) throws ConfigException {
        return parse(ConfigNode.root(file, json));
    }

    /** Converts the root object of a config.json. */
    public static TrOcrConfig parse(ConfigNode root) throws ConfigException {
        try {
            return config(root);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(root.prefix() + e.getMessage(), e);
        }
    }

    private static TrOcrConfig config(ConfigNode root) throws ConfigException {
        root.oneOf("model_type", "vision-encoder-decoder", "vision-encoder-decoder");
        requireAbsent(
                root, "quantization_config", "full or half precision; load and save the model without quantization");
        ViTConfig encoder = encoder(root.child("encoder"));
        OptionalInt start = root.tokenId("decoder_start_token_id");
        TrOcrDecoderConfig decoder = decoder(root.child("decoder"), encoder.hiddenSize(), start);
        return new TrOcrConfig(encoder, decoder, digitHead(root));
    }

    private static ViTConfig encoder(ConfigNode node) throws ConfigException {
        String modelType = node.oneOf("model_type", "deit", "deit", "vit");
        requireAbsent(node, "pruned_heads", "no pruned heads");
        return ViTConfigBuilder.builder()
                .distillationToken(modelType.equals("deit"))
                .hiddenSize(node.positive("hidden_size", 768))
                .numHiddenLayers(node.positive("num_hidden_layers", 12))
                .numAttentionHeads(node.positive("num_attention_heads", 12))
                .intermediateSize(node.positive("intermediate_size", 3072))
                .hiddenAct(node.oneOf("hidden_act", "gelu", "gelu", "relu"))
                .hiddenDropoutProb(node.number("hidden_dropout_prob", 0, 0, 0.99))
                .attentionProbsDropoutProb(node.number("attention_probs_dropout_prob", 0, 0, 0.99))
                .initializerRange(node.number("initializer_range", 0.02, 0, 10))
                .layerNormEps(node.number("layer_norm_eps", 1e-12, 0, 1))
                .imageSize(node.imageSize("image_size", 224))
                .patchSize(patchSize(node))
                .numChannels(node.positive("num_channels", 3))
                .qkvBias(node.flag("qkv_bias", true))
                .build();
    }

    private static TrOcrDecoderConfig decoder(ConfigNode node, int encoderHiddenSize, OptionalInt start)
            throws ConfigException {
        node.oneOf("model_type", "trocr", "trocr");
        requireAbsent(node, "pruned_heads", "no pruned heads");
        int width = alias(node, "d_model", "hidden_size", 1024);
        String startKey = "decoder_start_token_id";
        if (node.node().has(startKey) && !node.has(startKey)) { // HF refuses it; without the key, it is 2
            throw node.unexpected(startKey, "a token id", node.node().get(startKey));
        }
        int crossAttentionHiddenSize = node.has("cross_attention_hidden_size")
                ? node.positive("cross_attention_hidden_size", encoderHiddenSize)
                : width;
        return TrOcrDecoderConfigBuilder.builder()
                .vocabSize(node.positive("vocab_size", 50265))
                .dModel(width)
                .decoderLayers(alias(node, "decoder_layers", "num_hidden_layers", 12))
                .decoderAttentionHeads(alias(node, "decoder_attention_heads", "num_attention_heads", 16))
                .decoderFfnDim(node.positive("decoder_ffn_dim", 4096))
                .activationFunction(node.oneOf("activation_function", "gelu", "relu", "gelu"))
                .maxPositionEmbeddings(node.positive("max_position_embeddings", 512))
                .dropout(node.number("dropout", 0.1, 0, 0.99))
                .attentionDropout(node.number("attention_dropout", 0, 0, 0.99))
                .activationDropout(node.number("activation_dropout", 0, 0, 0.99))
                .initStd(node.number("init_std", 0.02, 0, 10))
                .scaleEmbedding(node.flag("scale_embedding", false))
                .useLearnedPositionEmbeddings(node.flag("use_learned_position_embeddings", true))
                .layernormEmbedding(node.flag("layernorm_embedding", true))
                .crossAttentionHiddenSize(crossAttentionHiddenSize)
                .tieWordEmbeddings(node.flag("tie_word_embeddings", true))
                .decoderStartTokenId(
                        start.orElse(node.tokenId("decoder_start_token_id").orElse(2)))
                .padTokenId(node.tokenId("pad_token_id", 1))
                .eosTokenId(node.tokenId("eos_token_id", 2))
                .build();
    }

    private static int patchSize(ConfigNode node) throws ConfigException {
        ImageSize size = node.imageSize("patch_size", 16);
        if (size.height() != size.width()) {
            throw node.unexpected("patch_size", "a square", node.node().get("patch_size"));
        }
        return size.height();
    }

    /** Returns the value of a key that HF's {@code attribute_map} gives a second name. */
    private static int alias(ConfigNode node, String key, String second, int defaultValue) throws ConfigException {
        int value = node.positive(key, node.positive(second, defaultValue));
        if (node.positive(second, value) != value) {
            throw node.unexpected(
                    second, "the value of " + key + ", " + value, node.node().get(second));
        }
        return value;
    }

    private static void requireAbsent(ConfigNode node, String key, String expected) throws ConfigException {
        if (node.has(key) && !node.node().get(key).members().isEmpty()) {
            throw node.unexpected(key, expected, node.node().get(key));
        }
    }

    private static Optional<DigitHead> digitHead(ConfigNode root) throws ConfigException {
        if (!root.has("digit_head")) {
            return Optional.empty();
        }
        ConfigNode node = root.child("digit_head");
        if (node.flag("output_projection_bias", false)) {
            throw node.unexpected("output_projection_bias", "false", node.node().get("output_projection_bias"));
        }
        String autoregressive = Decoding.AUTOREGRESSIVE.word();
        String decoding = node.oneOf("decoding", autoregressive, autoregressive, Decoding.PARALLEL.word());
        return Optional.of(new DigitHead(
                node.positive("classes", 10),
                node.positive("length", 5),
                node.positive("bos_row", 10),
                Decoding.parse(decoding)));
    }

    /**
     * Returns the keys of a config.json that have a value, and are not part of the configuration of a model, with the
     * names of the objects that they are in: those of generation, of outputs, of training and of other tasks.
     */
    public static List<String> unused(ConfigNode root) throws ConfigException {
        List<String> unused = new ArrayList<>();
        addUnused("", root.node(), tree(parse(root)), unused);
        return unused;
    }

    private static void addUnused(String prefix, JsonValue found, JsonValue known, List<String> unused) {
        for (Map.Entry<String, JsonValue> member : found.members().entrySet()) {
            JsonValue value = member.getValue();
            JsonValue same = known.get(member.getKey());
            if (same != null && same.isObject()) {
                addUnused(prefix + member.getKey() + ".", value, same, unused);
            } else if (same == null && !value.isNull()) {
                unused.add(prefix + member.getKey());
            }
        }
    }

    /**
     * Returns the text of a config.json. {@link #parse} restores an equal configuration from it, and HF can read it and
     * train with it.
     */
    public static String write(TrOcrConfig config) {
        // HF's loss needs a padding token, which stands for labels of -100 in the decoder's inputs. A digit head has it
        // at the top only: the decoder's own would keep the row of the start token from being trained.
        OptionalInt pad = config.digitHead().isPresent()
                ? OptionalInt.of(config.digitHead().get().bosRow())
                : config.decoder().padTokenId();
        return tree(config, pad).toPrettyString() + "\n";
    }

    /** Returns a configuration as a tree, as in recipes. */
    public static JsonObject tree(TrOcrConfig config) {
        return tree(config, config.decoder().padTokenId());
    }

    private static JsonObject tree(TrOcrConfig config, OptionalInt pad) {
        JsonObject root = new JsonObject();
        root.putArray("architectures").add("VisionEncoderDecoderModel");
        root.put("model_type", "vision-encoder-decoder");
        root.put("is_encoder_decoder", true);
        root.put("tie_word_embeddings", false);
        root.put("torch_dtype", "float32");
        root.put("decoder_start_token_id", config.decoder().decoderStartTokenId());
        pad.ifPresent(id -> root.put("pad_token_id", id));
        config.decoder().eosTokenId().ifPresent(id -> root.put("eos_token_id", id));
        writeEncoder(config.encoder(), root.putObject("encoder"));
        writeDecoder(config.decoder(), root.putObject("decoder"));
        config.digitHead().ifPresent(head -> writeDigitHead(head, root.putObject("digit_head")));
        return root;
    }

    private static void writeDigitHead(DigitHead head, JsonObject node) {
        node.put("classes", head.classes());
        node.put("length", head.length());
        node.put("bos_row", head.bosRow());
        node.put("output_projection_bias", false);
        if (head.decoding() != Decoding.AUTOREGRESSIVE) {
            node.put("decoding", head.decoding().word());
        }
    }

    private static void writeEncoder(ViTConfig encoder, JsonObject node) {
        node.put("model_type", encoder.distillationToken() ? "deit" : "vit");
        node.put("hidden_size", encoder.hiddenSize());
        node.put("num_hidden_layers", encoder.numHiddenLayers());
        node.put("num_attention_heads", encoder.numAttentionHeads());
        node.put("intermediate_size", encoder.intermediateSize());
        node.put("hidden_act", encoder.hiddenAct());
        node.put("hidden_dropout_prob", encoder.hiddenDropoutProb());
        node.put("attention_probs_dropout_prob", encoder.attentionProbsDropoutProb());
        node.put("initializer_range", encoder.initializerRange());
        node.put("layer_norm_eps", encoder.layerNormEps());
        ImageSize size = encoder.imageSize();
        if (size.height() == size.width()) {
            node.put("image_size", size.height());
        } else {
            node.putArray("image_size").add(size.height()).add(size.width());
        }
        node.put("patch_size", encoder.patchSize());
        node.put("num_channels", encoder.numChannels());
        node.put("qkv_bias", encoder.qkvBias());
    }

    private static void writeDecoder(TrOcrDecoderConfig decoder, JsonObject node) {
        node.put("model_type", "trocr");
        node.put("is_decoder", true);
        node.put("add_cross_attention", true);
        node.put("vocab_size", decoder.vocabSize());
        node.put("d_model", decoder.dModel());
        node.put("decoder_layers", decoder.decoderLayers());
        node.put("decoder_attention_heads", decoder.decoderAttentionHeads());
        node.put("decoder_ffn_dim", decoder.decoderFfnDim());
        node.put("activation_function", decoder.activationFunction());
        node.put("max_position_embeddings", decoder.maxPositionEmbeddings());
        node.put("dropout", decoder.dropout());
        node.put("attention_dropout", decoder.attentionDropout());
        node.put("activation_dropout", decoder.activationDropout());
        node.put("init_std", decoder.initStd());
        node.put("scale_embedding", decoder.scaleEmbedding());
        node.put("use_learned_position_embeddings", decoder.useLearnedPositionEmbeddings());
        node.put("layernorm_embedding", decoder.layernormEmbedding());
        node.put("cross_attention_hidden_size", decoder.crossAttentionHiddenSize());
        node.put("decoder_start_token_id", decoder.decoderStartTokenId());
        node.put("tie_word_embeddings", decoder.tieWordEmbeddings());
        node.put("decoder_layerdrop", 0.0);
        putId(node, "bos_token_id", OptionalInt.of(decoder.decoderStartTokenId()));
        putId(node, "pad_token_id", decoder.padTokenId());
        putId(node, "eos_token_id", decoder.eosTokenId());
    }

    private static void putId(JsonObject node, String key, OptionalInt id) {
        // Explicit null: for a missing key HF uses its own default (pad 1, eos 2), which is a digit here.
        if (id.isPresent()) {
            node.put(key, id.getAsInt());
        } else {
            node.putNull(key);
        }
    }
}
