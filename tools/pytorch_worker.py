#!/usr/bin/env python3
"""A worker of the benchmark (see worker.py): a model folder of trocr4j in PyTorch and HuggingFace's transformers.

encoder: pixel values to hidden states. read: the processor and generate, as transformers has them. training: forward, loss,
backward, clip, AdamW. PyTorch gets its best: inference mode, scaled_dot_product_attention, no pooler, positions
interpolated beforehand, the fused AdamW (the fastest of its three), and the processor that AutoImageProcessor picks:
torchvision's where that is installed, Pillow's else, which takes 0.1 ms more for a strip.

Needs: pip install torch transformers safetensors pillow. Writes: nothing.
"""

import argparse
import functools
import pathlib
import sys

import numpy
import torch
import transformers
from PIL import Image

import huggingface_model
import worker

SEED = 1
STRIP_HEIGHT, STRIP_WIDTH = 28, 140


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path, help="folder: config.json, model.safetensors, preprocessor_config.json")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--adamw", choices=("fused", "foreach", "single"), default="fused", help="which of PyTorch's")
    return parser.parse_args()


def pixel_values(height, width, batch):
    return torch.rand(batch, 3, height, width, generator=torch.Generator().manual_seed(SEED)) * 2 - 1


def encoder(models, height, width, batch):
    model, pixels = models(height, width), pixel_values(height, width, batch)
    return torch.inference_mode()(lambda: model.encoder(pixels).last_hidden_state)


def read(models, folder, height, width, batch, tokens=None):
    """Gray pictures in memory to digits or ids as strings; text as the folder's generation_config.json says."""
    model = models(height, width)
    head = huggingface_model.digit_head(folder)
    settings = {"max_new_tokens": head["length"], "num_beams": 1, "do_sample": False} if head else {
        "max_new_tokens": tokens}
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    size = {"height": height, "width": width}
    noise = numpy.random.default_rng(SEED).integers(0, 256, (batch, STRIP_HEIGHT, STRIP_WIDTH), dtype=numpy.uint8)
    strips = [Image.fromarray(plane) for plane in noise]

    @torch.inference_mode()
    def run():
        # Three channels, as transformers asks for and its examples have it.
        pixels = processor([strip.convert("RGB") for strip in strips], size=size, return_tensors="pt").pixel_values
        ids = model.generate(pixels, use_cache=True, **settings)
        return ["".join(map(str, row)) for row in ids[:, 1:].tolist()]

    return run


def training(models, folder, adamw, height, width, batch):
    """One step on a batch that stays the same: random labels, shifted after the start token as decoder input."""
    model, pixels = models(height, width, training=True), pixel_values(height, width, batch)
    head = huggingface_model.digit_head(folder)
    labels = torch.randint(head["classes"], (batch, head["length"]), generator=torch.Generator().manual_seed(SEED))
    inputs = torch.nn.functional.pad(labels[:, :-1], (1, 0), value=head["bos_row"])
    ways = {"fused": {"fused": True}, "foreach": {"foreach": True}, "single": {"foreach": False}}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.98), weight_decay=0.05, **ways[adamw])

    def run():
        optimizer.zero_grad(set_to_none=True)
        model(pixel_values=pixels, decoder_input_ids=inputs, labels=labels, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


def main():
    args = arguments()
    torch.set_num_threads(args.threads)

    # One ready workload at a time is kept: a request comes again and again, and memory is measured, too.
    @functools.lru_cache(maxsize=1)
    def models(height, width, training=False):
        model = huggingface_model.load(args.model, (height, width))
        return model.train(training)

    works = {
        "encoder": functools.partial(encoder, models),
        "read": functools.partial(read, models, args.model),
        "training": functools.partial(training, models, args.model, args.adamw),
    }
    worker.serve({name: functools.lru_cache(maxsize=1)(work) for name, work in works.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
