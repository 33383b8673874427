"""A model folder of trocr4j as HuggingFace's VisionEncoderDecoderModel, at any input size; used by the scripts beside it.

Needs: pip install torch transformers safetensors. Writes: nothing.
"""

import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file
from transformers import VisionEncoderDecoderConfig, VisionEncoderDecoderModel

POSITIONS = "encoder.embeddings.position_embeddings"
PROJECTION = "decoder.output_projection.weight"

def size(text):
    """HxW as in 48x240, for argparse."""
    height, width = text.split("x")
    return int(height), int(width)


def grid(image_size, patch_size):
    height, width = (image_size, image_size) if isinstance(image_size, int) else image_size
    return height // patch_size, width // patch_size


def interpolated(positions, special_tokens, old, new):
    """[1, special tokens + patches, d] for another grid: bicubic, as HuggingFace's interpolate_pos_encoding has it."""
    if old == new:
        return positions
    special, patches = positions[:, :special_tokens], positions[:, special_tokens:]
    patches = patches.reshape(1, *old, -1).permute(0, 3, 1, 2)
    patches = torch.nn.functional.interpolate(patches, size=new, mode="bicubic", align_corners=False)
    return torch.cat((special, patches.permute(0, 2, 3, 1).flatten(1, 2)), dim=1)


def load(folder, image_size=None):
    """The model in evaluation mode. For a size that is not the checkpoint's the table of positions is interpolated here
    and once, so that HuggingFace need not do it in each call. The digit head gets a row of zeros for the start token,
    which HuggingFace wants, and generation suppresses it."""
    folder = pathlib.Path(folder)
    if (digit_head(folder) or {}).get("decoding") == "parallel":
        sys.exit(f"{folder}: HuggingFace reads one token after the other; expected a model that does so, too, found"
                 " digit_head.decoding parallel.")
    config = VisionEncoderDecoderConfig.from_pretrained(folder)
    state = load_file(folder / "model.safetensors")
    encoder = config.encoder
    if image_size is not None:
        old, new = grid(encoder.image_size, encoder.patch_size), grid(image_size, encoder.patch_size)
        special_tokens = 2 if encoder.model_type == "deit" else 1
        state[POSITIONS] = interpolated(state[POSITIONS], special_tokens, old, new)
        encoder.image_size = list(image_size)
    if PROJECTION in state:
        missing = config.decoder.vocab_size - len(state[PROJECTION])
        state[PROJECTION] = torch.nn.functional.pad(state[PROJECTION], (0, 0, 0, missing))
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    model = VisionEncoderDecoderModel.from_pretrained(None, config=config, state_dict=state, dtype=torch.float32)
    # Nobody reads what the pooler makes, and no checkpoint of TrOCR has one.
    model.encoder.pooler = None
    with_positions(model)
    if (folder / "generation_config.json").exists():
        model.generation_config = transformers.GenerationConfig.from_pretrained(folder)
    head = digit_head(folder)
    if head:
        generation = model.generation_config
        generation.decoder_start_token_id = head["bos_row"]
        generation.suppress_tokens = list(range(head["classes"], config.decoder.vocab_size))
        # Five digits, always: nothing may end a reading, and a strip in a batch never waits for another.
        generation.eos_token_id = None
        generation.pad_token_id = 0
    return model.eval()


def with_positions(model):
    """transformers 5.18 leaves the table of sinusoidal positions without values when it loads a checkpoint."""
    positions, config = model.decoder.model.decoder.embed_positions, model.config.decoder
    if not config.use_learned_position_embeddings:
        rows = config.max_position_embeddings + positions.offset
        positions.weights = positions.get_embedding(rows, config.d_model, positions.padding_idx)
    return model


def digit_head(folder):
    """The key digit_head of config.json, None where a model reads text."""
    return json.loads((pathlib.Path(folder) / "config.json").read_text()).get("digit_head")
