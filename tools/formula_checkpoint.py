"""Models of made-up weights in the layout of trocr4j, so that numbers and times can be had without a download.

The weights are a formula of key and place, the same on each machine and in each language (Goldens.java has it, too): shapes
and spread are those of a real model, what is read is nonsense. Needs: pip install numpy safetensors. Writes: the folder it
is given.
"""

import json
import math
import pathlib

import numpy
from safetensors.numpy import save_file

# As published: microsoft/trocr-base-handwritten; how -base-stage1 and -large-handwritten differ from it.
_BASE = dict(encoder="vit", hidden=768, layers=12, heads=12, mlp=3072, image=[384, 384], patch=16, std=0.02, qkv_bias=False,
             d_model=1024, decoder_layers=12, decoder_heads=16, ffn=4096, positions=512, vocabulary=50265, resample=2,
             activation="gelu", scale=False, tied=True)
_STAGE1 = dict(positions=1024, activation="relu", scale=True, tied=False, learned_positions=False,
               layernorm_embedding=False)
_LARGE = dict(hidden=1024, layers=24, heads=16, mlp=4096)

# The first two as TrOcrConfig.compact and trocrSmall.
SIZES = {
    "compact": dict(hidden=192, layers=4, heads=3, mlp=768, image=[32, 160], patch=16, std=0.04,
                    d_model=128, decoder_layers=2, decoder_heads=4, ffn=512, positions=16),
    "trocr-small": dict(hidden=384, layers=12, heads=6, mlp=1536, image=[384, 384], patch=16, std=0.02,
                        d_model=256, decoder_layers=6, decoder_heads=8, ffn=1024, positions=512),
    "trocr-base-handwritten": _BASE,
    "trocr-base-stage1": _BASE | _STAGE1,
    "trocr-large-handwritten": _BASE | _LARGE,
    "trocr-large-stage1": _BASE | _STAGE1 | _LARGE,
}
# With a vocabulary instead of the digit head.
SIZES["trocr-small-handwritten"] = SIZES["trocr-small"] | dict(vocabulary=64044)
DIGITS = 10


def tokens(m):
    """What config.json says of tokens: of the digit head, or of the whole vocabulary where a model has that."""
    if "vocabulary" in m:
        return {"vocab_size": m["vocabulary"], "decoder_start_token_id": 2, "bos_token_id": 0, "pad_token_id": 1,
                "eos_token_id": 2}
    return {"vocab_size": DIGITS + 1, "decoder_start_token_id": DIGITS, "bos_token_id": DIGITS, "pad_token_id": None,
            "eos_token_id": None}


def encoder_config(m):
    height, width = m["image"]
    return {
        "model_type": m.get("encoder", "deit"), "hidden_size": m["hidden"], "num_hidden_layers": m["layers"],
        "num_attention_heads": m["heads"], "intermediate_size": m["mlp"], "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": m["std"],
        "layer_norm_eps": 1e-12, "image_size": height if height == width else [height, width], "patch_size": m["patch"],
        "num_channels": 3, "qkv_bias": m.get("qkv_bias", True),
    }


def decoder_config(m):
    return {
        "model_type": "trocr", "is_decoder": True, "add_cross_attention": True,
        "d_model": m["d_model"], "decoder_layers": m["decoder_layers"], "decoder_attention_heads": m["decoder_heads"],
        "decoder_ffn_dim": m["ffn"], "activation_function": m.get("activation", "relu"),
        "max_position_embeddings": m["positions"],
        "dropout": 0.1, "attention_dropout": 0.0, "activation_dropout": 0.0, "init_std": m["std"],
        "scale_embedding": m.get("scale", True), "use_learned_position_embeddings": m.get("learned_positions", True),
        "layernorm_embedding": m.get("layernorm_embedding", True), "cross_attention_hidden_size": m["hidden"],
        "tie_word_embeddings": m.get("tied", False), "decoder_layerdrop": 0.0,
    } | tokens(m)


def config(m):
    head = {"digit_head": {"classes": DIGITS, "length": 5, "bos_row": DIGITS, "output_projection_bias": False}}
    return {
        "architectures": ["VisionEncoderDecoderModel"], "model_type": "vision-encoder-decoder",
        "is_encoder_decoder": True, "tie_word_embeddings": False, "torch_dtype": "float32",
        "decoder_start_token_id": tokens(m)["decoder_start_token_id"], "encoder": encoder_config(m),
        "decoder": decoder_config(m),
    } | ({} if "vocabulary" in m else head)


def preprocessor_config(m):
    half = [0.5, 0.5, 0.5]
    return {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": half,
        "image_processor_type": "ViTImageProcessor", "image_std": half, "resample": m.get("resample", 3),
        "rescale_factor": 1 / 255,
        "size": {"height": m["image"][0], "width": m["image"][1]},
    }


def generation_config(m):
    """Four beams, and always twenty tokens, so that there is the same to do whatever is read."""
    ids = {name: value for name, value in tokens(m).items() if name != "vocab_size"}
    return ids | {"num_beams": 4, "early_stopping": True, "no_repeat_ngram_size": 3, "min_new_tokens": 20,
                  "max_new_tokens": 20}


def linear(key, inputs, outputs):
    return {f"{key}.weight": (outputs, inputs), f"{key}.bias": (outputs,)}


def norm(key, width):
    return {f"{key}.weight": (width,), f"{key}.bias": (width,)}


def encoder_shapes(m):
    d = m["hidden"]
    patches = m["image"][0] // m["patch"] * (m["image"][1] // m["patch"])
    at = "encoder.embeddings."
    special = ["cls_token"] if m.get("encoder") == "vit" else ["cls_token", "distillation_token"]
    shapes = {at + token: (1, 1, d) for token in special} | {
              f"{at}position_embeddings": (1, patches + len(special), d),
              f"{at}patch_embeddings.projection.weight": (d, 3, m["patch"], m["patch"]),
              f"{at}patch_embeddings.projection.bias": (d,)}
    for i in range(m["layers"]):
        at = f"encoder.encoder.layer.{i}."
        shapes |= norm(at + "layernorm_before", d) | norm(at + "layernorm_after", d)
        for name in "query", "key", "value":
            projection = linear(f"{at}attention.attention.{name}", d, d)
            shapes |= {key: shape for key, shape in projection.items() if m.get("qkv_bias", True) or "bias" not in key}
        shapes |= linear(at + "attention.output.dense", d, d)
        shapes |= linear(at + "intermediate.dense", d, m["mlp"]) | linear(at + "output.dense", m["mlp"], d)
    return shapes | norm("encoder.layernorm", d)


def decoder_shapes(m):
    d = m["d_model"]
    at = "decoder.model.decoder."
    shapes = {f"{at}embed_tokens.weight": (tokens(m)["vocab_size"], d)}
    if m.get("learned_positions", True):
        shapes |= {f"{at}embed_positions.weight": (m["positions"] + 2, d)}
    if m.get("layernorm_embedding", True):
        shapes |= norm(at + "layernorm_embedding", d)
    for i in range(m["decoder_layers"]):
        at = f"decoder.model.decoder.layers.{i}."
        for attention, width in ("self_attn", d), ("encoder_attn", m["hidden"]):
            shapes |= linear(f"{at}{attention}.q_proj", d, d) | linear(f"{at}{attention}.out_proj", d, d)
            shapes |= linear(f"{at}{attention}.k_proj", width, d) | linear(f"{at}{attention}.v_proj", width, d)
            shapes |= norm(f"{at}{attention}_layer_norm", d)
        shapes |= linear(at + "fc1", d, m["ffn"]) | linear(at + "fc2", m["ffn"], d) | norm(at + "final_layer_norm", d)
    return shapes if m.get("tied") else shapes | {"decoder.output_projection.weight": (m.get("vocabulary", DIGITS), d)}


def values(key, shape, spread):
    """Even in +-spread, around 1 for the weights of norms: SplitMix64 (Steele et al. 2014), begun at FNV-1a of the key; its
    upper 24 bits as exact float32, times spread, plus 1 in float32."""
    state = 0xCBF29CE484222325
    for byte in key.encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    x = numpy.arange(1, math.prod(shape) + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15) + numpy.uint64(state)
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    x ^= x >> numpy.uint64(31)
    even = ((x >> numpy.uint64(40)).astype(numpy.int64) - 2**23).astype(numpy.float32) / numpy.float32(2**23)
    scaled = numpy.float32(spread) * even
    return (scaled + numpy.float32(1) if "norm" in key and key.endswith(".weight") else scaled).reshape(shape)


def tensors(m, spread):
    """The whole checkpoint."""
    return {key: values(key, shape, spread) for key, shape in (encoder_shapes(m) | decoder_shapes(m)).items()}


def write(name, folder):
    """Writes config.json, preprocessor_config.json, for text generation_config.json, and model.safetensors."""
    m = SIZES[name]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = tensors(m, math.sqrt(3) * m["std"])
    files = {"config.json": config(m), "preprocessor_config.json": preprocessor_config(m)}
    if "vocabulary" in m:
        files["generation_config.json"] = generation_config(m)
    for file, content in files.items():
        (folder / file).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    # Last, and by renaming: where it lies, the folder is whole.
    save_file(made, folder / "model.safetensors.part", metadata={"format": "pt"})
    (folder / "model.safetensors.part").replace(folder / "model.safetensors")
    return sum(tensor.size for tensor in made.values())
