"""Models of made-up weights in the layout of trocr4j, so that speed can be measured without a download.

The weights are a formula of key and place, the same on each machine: shapes and spread are those of a real model, what is
read is nonsense. Needs: pip install numpy safetensors. Writes: the folder it is given.
"""

import json
import math
import pathlib
import zlib

import numpy
from safetensors.numpy import save_file

# As in model/Presets.java.
SIZES = {
    "compact": dict(hidden=192, layers=4, heads=3, image=[32, 160], std=0.04,
                    d_model=128, decoder_layers=2, decoder_heads=4, positions=16),
    "trocr-small": dict(hidden=384, layers=12, heads=6, image=[384, 384], std=0.02,
                        d_model=256, decoder_layers=6, decoder_heads=8, positions=512),
}
DIGITS = 10
PATCH = 16


def encoder_config(m):
    return {
        "model_type": "deit", "hidden_size": m["hidden"], "num_hidden_layers": m["layers"],
        "num_attention_heads": m["heads"], "intermediate_size": 4 * m["hidden"], "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": m["std"],
        "layer_norm_eps": 1e-12, "image_size": m["image"], "patch_size": PATCH, "num_channels": 3, "qkv_bias": True,
    }


def decoder_config(m):
    return {
        "model_type": "trocr", "is_decoder": True, "add_cross_attention": True, "vocab_size": DIGITS + 1,
        "d_model": m["d_model"], "decoder_layers": m["decoder_layers"], "decoder_attention_heads": m["decoder_heads"],
        "decoder_ffn_dim": 4 * m["d_model"], "activation_function": "relu", "max_position_embeddings": m["positions"],
        "dropout": 0.1, "attention_dropout": 0.0, "activation_dropout": 0.0, "init_std": m["std"],
        "scale_embedding": True, "use_learned_position_embeddings": True, "layernorm_embedding": True,
        "cross_attention_hidden_size": m["hidden"], "decoder_start_token_id": DIGITS, "tie_word_embeddings": False,
        "decoder_layerdrop": 0.0, "bos_token_id": DIGITS, "pad_token_id": None, "eos_token_id": None,
    }


def config(m):
    return {
        "architectures": ["VisionEncoderDecoderModel"], "model_type": "vision-encoder-decoder",
        "is_encoder_decoder": True, "tie_word_embeddings": False, "torch_dtype": "float32",
        "decoder_start_token_id": DIGITS, "encoder": encoder_config(m), "decoder": decoder_config(m),
        "digit_head": {"classes": DIGITS, "length": 5, "bos_row": DIGITS, "output_projection_bias": False},
    }


def preprocessor_config(m):
    half = [0.5, 0.5, 0.5]
    return {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": half,
        "image_processor_type": "ViTImageProcessor", "image_std": half, "resample": 3, "rescale_factor": 1 / 255,
        "size": {"height": m["image"][0], "width": m["image"][1]},
    }


def linear(key, inputs, outputs):
    return {f"{key}.weight": (outputs, inputs), f"{key}.bias": (outputs,)}


def norm(key, width):
    return {f"{key}.weight": (width,), f"{key}.bias": (width,)}


def encoder_shapes(m):
    d = m["hidden"]
    patches = m["image"][0] // PATCH * (m["image"][1] // PATCH)
    at = "encoder.embeddings."
    shapes = {f"{at}cls_token": (1, 1, d), f"{at}distillation_token": (1, 1, d),
              f"{at}position_embeddings": (1, patches + 2, d),
              f"{at}patch_embeddings.projection.weight": (d, 3, PATCH, PATCH),
              f"{at}patch_embeddings.projection.bias": (d,)}
    for i in range(m["layers"]):
        at = f"encoder.encoder.layer.{i}."
        shapes |= norm(at + "layernorm_before", d) | norm(at + "layernorm_after", d)
        for name in "query", "key", "value":
            shapes |= linear(f"{at}attention.attention.{name}", d, d)
        shapes |= linear(at + "attention.output.dense", d, d)
        shapes |= linear(at + "intermediate.dense", d, 4 * d) | linear(at + "output.dense", 4 * d, d)
    return shapes | norm("encoder.layernorm", d)


def decoder_shapes(m):
    d = m["d_model"]
    at = "decoder.model.decoder."
    shapes = {f"{at}embed_tokens.weight": (DIGITS + 1, d), f"{at}embed_positions.weight": (m["positions"] + 2, d)}
    shapes |= norm(at + "layernorm_embedding", d)
    for i in range(m["decoder_layers"]):
        at = f"decoder.model.decoder.layers.{i}."
        for attention, width in ("self_attn", d), ("encoder_attn", m["hidden"]):
            shapes |= linear(f"{at}{attention}.q_proj", d, d) | linear(f"{at}{attention}.out_proj", d, d)
            shapes |= linear(f"{at}{attention}.k_proj", width, d) | linear(f"{at}{attention}.v_proj", width, d)
            shapes |= norm(f"{at}{attention}_layer_norm", d)
        shapes |= linear(at + "fc1", d, 4 * d) | linear(at + "fc2", 4 * d, d) | norm(at + "final_layer_norm", d)
    return shapes | {"decoder.output_projection.weight": (DIGITS, d)}


def values(key, shape, std):
    """Even in +-sqrt(3) std: the finaliser of SplitMix64 (Steele et al. 2014) of key and place, in integers."""
    x = numpy.arange(1, math.prod(shape) + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
    x += numpy.uint64(zlib.crc32(key.encode()) << 32)
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    even = (x >> numpy.uint64(40)).astype(numpy.float64) / 2**24 * 2 - 1
    centre = 1.0 if "norm" in key and key.endswith(".weight") else 0.0
    return (centre + math.sqrt(3) * std * even).astype(numpy.float32).reshape(shape)


def write(name, folder):
    """Writes config.json, preprocessor_config.json and model.safetensors."""
    m = SIZES[name]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shapes = encoder_shapes(m) | decoder_shapes(m)
    tensors = {key: values(key, shape, m["std"]) for key, shape in shapes.items()}
    for file, content in ("config.json", config(m)), ("preprocessor_config.json", preprocessor_config(m)):
        (folder / file).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    # Last, and by renaming: where it lies, the folder is whole.
    save_file(tensors, folder / "model.safetensors.part", metadata={"format": "pt"})
    (folder / "model.safetensors.part").replace(folder / "model.safetensors")
    return sum(tensor.size for tensor in tensors.values())
