#!/usr/bin/env python3
"""Makes of a model folder the files that other engines load: ONNX for ONNX Runtime, TorchScript for DJL.

Writes encoder-HxW.onnx and encoder-HxW.pt for each size, decoder.onnx and decoder-with-past.onnx for all of them. Batch and
length are free; positions of a size that is not the checkpoint's are interpolated and part of the file. Each file is run
and compared with HuggingFace; exit code 1 if one differs. With --make-checkpoint MODEL is made first, of weights by formula.

Needs: pip install torch transformers safetensors onnx onnxscript onnxruntime. Writes: the folders MODEL and DIR.
"""

import argparse
import logging
import pathlib
import sys
import warnings

import onnxruntime
import torch

import formula_checkpoint
import huggingface_model
import onnx_decoder

TOLERANCE = 1e-4


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path, metavar="MODEL", help="folder: config.json and model.safetensors")
    parser.add_argument("--make-checkpoint", choices=formula_checkpoint.SIZES, help="write MODEL first, by formula")
    parser.add_argument("--output", type=pathlib.Path, metavar="DIR", help="folder of the files; without it none are made")
    parser.add_argument("--size", type=huggingface_model.size, nargs="+", metavar="HxW", help="default: the checkpoint's")
    parser.add_argument("--threads", type=int, default=2, help="for the comparison")
    return parser.parse_args()


def export(module, inputs, file, input_names, output_names, dynamic_shapes):
    torch.onnx.export(module, inputs, file, input_names=input_names, output_names=output_names, opset_version=20,
                      dynamic_shapes=dynamic_shapes, dynamo=True, external_data=False, verbose=False)


class Encoder(torch.nn.Module):
    """pixel_values [B, 3, H, W] -> last_hidden_state [B, T, hidden], nothing else."""

    def __init__(self, model):
        super().__init__()
        self.inner = model.encoder

    def forward(self, pixel_values):
        return self.inner(pixel_values).last_hidden_state


def make_encoder(model, size, folder):
    """Both files of a size."""
    height, width = size
    stem = folder / f"encoder-{height}x{width}"
    pixels = torch.zeros(2, 3, height, width)
    module = Encoder(model).eval()
    # For ONNX attention as plain products: from PyTorch's fused attention the exporter makes a fifth more time, with a
    # search for NaN in each map. ONNX's own Attention (opset 23) and the fusions for "vit" are no faster than this.
    model.encoder.set_attn_implementation("eager")
    export(module, (pixels,), f"{stem}.onnx", ["pixel_values"], ["last_hidden_state"],
           {"pixel_values": {0: torch.export.Dim("batch")}})
    model.encoder.set_attn_implementation("sdpa")
    torch.jit.trace(module, pixels, check_trace=False).save(f"{stem}.pt")


def make_decoder(model, classes, folder):
    """The files for the first token and for the next ones."""
    batch, past, tokens = (torch.export.Dim(name) for name in ("batch", "past", "tokens"))
    config = model.config.decoder
    layers = config.decoder_layers
    ids = torch.full((2, 1), config.decoder_start_token_id)
    states = torch.zeros(2, 7, config.cross_attention_hidden_size)
    first = onnx_decoder.FirstToken(model, classes).eval()
    export(first, (ids, states), folder / "decoder.onnx", ["input_ids", "encoder_hidden_states"],
           ["logits", *onnx_decoder.names("present", layers)],
           {"input_ids": {0: batch}, "encoder_hidden_states": {0: batch, 1: tokens}})
    cache = [t.repeat(1, 1, 3, 1) for t in first(ids, states)[1 : 1 + 2 * layers]]
    cross = first(ids, states)[1 + 2 * layers :]
    lengths = [{0: batch, 2: past}] * (2 * layers) + [{0: batch, 2: tokens}] * (2 * layers)
    export(onnx_decoder.NextToken(model, classes).eval(), (ids, *cache, *cross), folder / "decoder-with-past.onnx",
           ["input_ids", *onnx_decoder.names("past_key_values", layers)],
           ["logits", *onnx_decoder.names("present", layers, ("decoder",))],
           {"input_ids": {0: batch}, "past": tuple(lengths)})


def session(file, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def report(file, found, expected):
    difference = max((torch.as_tensor(a) - b).abs().max().item() for a, b in zip(found, expected, strict=True))
    good = difference < TOLERANCE
    print(f"{file}: largest difference {difference:.1e}, allowed {TOLERANCE:.0e}  {'ok' if good else 'FAILED'}")
    return good


def check_encoder(model, size, folder, threads):
    """Both files on a batch of another length than the one they were made with. Returns the states, too."""
    pixels = torch.rand(3, 3, *size, generator=torch.Generator().manual_seed(1)) * 2 - 1
    states = model.encoder(pixels).last_hidden_state
    stem = folder / f"encoder-{size[0]}x{size[1]}"
    onnx = session(f"{stem}.onnx", threads).run(None, {"pixel_values": pixels.numpy()})
    script = torch.jit.load(f"{stem}.pt")(pixels)
    return report(f"{stem}.onnx", onnx, [states]) & report(f"{stem}.pt", [script], [states]), states


def check_decoder(model, states, classes, length, folder, threads):
    """Reads greedily with the files, and holds all logits against HuggingFace's of the same tokens at once."""
    first, following = (session(folder / f"{name}.onnx", threads) for name in ("decoder", "decoder-with-past"))
    layers = model.config.decoder.decoder_layers
    ids = [torch.full((len(states), 1), model.config.decoder.decoder_start_token_id)]
    logits, *cache = first.run(None, {"input_ids": ids[0].numpy(), "encoder_hidden_states": states.numpy()})
    own, cross = cache[: 2 * layers], cache[2 * layers :]
    found = [torch.as_tensor(logits)]
    past_names = onnx_decoder.names("past_key_values", layers)
    while len(found) < length:
        ids.append(found[-1].argmax(-1, keepdim=True))
        inputs = dict(zip(past_names, [*own, *cross], strict=True), input_ids=ids[-1].numpy())
        logits, *own = following.run(None, inputs)
        found.append(torch.as_tensor(logits))
    expected = model.decoder(input_ids=torch.cat(ids, 1), encoder_hidden_states=states).logits[..., :classes]
    return report(folder / "decoder*.onnx", [torch.stack(found, 1)], [expected])


@torch.no_grad()
def main():
    args = arguments()
    if args.make_checkpoint:
        count = formula_checkpoint.write(args.make_checkpoint, args.model)
        print(f"{args.model}: {count:,} parameters by formula")
    if args.output is None:
        return 0
    # The exporter reports on itself at length, and warns of the tracing that DJL's files need.
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")
    torch.set_num_threads(args.threads)
    args.output.mkdir(parents=True, exist_ok=True)
    head = huggingface_model.digit_head(args.model)  # models of text: the encoder only
    good = True
    for size in args.size or [None]:
        model = huggingface_model.load(args.model, size)
        size = size or huggingface_model.grid(model.config.encoder.image_size, 1)
        make_encoder(model, size, args.output)
        same, states = check_encoder(model, size, args.output, args.threads)
        good &= same
    if head:
        make_decoder(model, head["classes"], args.output)
        good &= check_decoder(model, states, head["classes"], head["length"], args.output, args.threads)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
