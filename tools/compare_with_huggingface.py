#!/usr/bin/env python3
"""Holds a model's numbers in trocr4j against HuggingFace's: encoder states, logits, greedy ids; with --stages each
module's output too, in the order in which trocr4j computes them; with --data the texts read in labelled lines, too;
with --finetune the loss of labels, and what both read once HuggingFace has trained the model further.

Needs: pip install torch transformers safetensors pillow; java; the jar (mvn package -DskipTests).
Writes: nothing but a temporary folder. Prints a line for each comparison; exit code 1 if one fails.
"""

import argparse
import csv
import json
import math
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoImageProcessor, AutoTokenizer, VisionEncoderDecoderModel

import huggingface_model

PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif"}
PROJECTION = "decoder.output_projection.weight"
LONGEST = 64  # tokens of a line of text
BATCH = 32


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path, help="model folder: config.json and model.safetensors")
    parser.add_argument("--pictures", type=pathlib.Path, nargs="+", default=[], help="picture files or folders of them")
    parser.add_argument("--data", type=pathlib.Path, metavar="DIR",
                        help="folder of labelled lines, with metadata.csv: compares the texts that both read in them")
    parser.add_argument("--limit", type=int, help="first N pictures or lines only")
    parser.add_argument("--random", type=int, default=2, metavar="N", help="random inputs where no pictures are given")
    parser.add_argument("--seed", type=int, default=1, help="of the random inputs")
    parser.add_argument("--max-new-tokens", type=int, default=20, help="tokens to read with a model of text")
    parser.add_argument("--encoder-tolerance", type=float, default=1e-4, help="largest difference of encoder states")
    parser.add_argument("--logits-tolerance", type=float, default=1e-4, help="largest difference of logits")
    parser.add_argument("--stages", action="store_true",
                        help="each stage of dump --stages, allowed: the encoder's tolerance of its largest value")
    parser.add_argument("--finetune", type=int, default=0, metavar="STEPS",
                        help="compare the losses of some labels, -100 among them, and the ids read after these steps")
    parser.add_argument("--jar", type=pathlib.Path, default=pathlib.Path("target/trocr4j.jar"))
    parser.add_argument("--time", type=int, default=0, metavar="N",
                        help="measure N times, print medians in seconds; tools/benchmark.py measures in turn")
    return parser.parse_args()


def java(args, *command):
    done = subprocess.run(["java", "-jar", args.jar, *command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip() or f"java ended with {done.returncode}")
    return done.stdout


def folder_for_huggingface(args, temporary):
    """The model itself, or its export where the digit head lacks the row that HuggingFace wants."""
    config = json.loads((args.model / "config.json").read_text())
    with safe_open(args.model / "model.safetensors", "pt") as tensors:
        tied = PROJECTION not in tensors.keys()
        if tied or tensors.get_slice(PROJECTION).get_shape()[0] == config["decoder"]["vocab_size"]:
            return args.model
    java(args, "export", args.model, "--output", temporary / "export")
    return temporary / "export"


def pixel_values(args, folder, config):
    if not args.pictures:
        size = config.encoder.image_size
        height, width = (size, size) if isinstance(size, int) else size
        generator = torch.Generator().manual_seed(args.seed)
        return torch.rand(args.random, config.encoder.num_channels, height, width, generator=generator) * 2 - 1
    from PIL import Image

    files = []
    for path in args.pictures:
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURES) if path.is_dir() else [path]
        files.extend(inside)
    pictures = [Image.open(file).convert("RGB") for file in files[: args.limit]]
    if not pictures:
        sys.exit("no pictures there")
    return AutoImageProcessor.from_pretrained(folder)(pictures, return_tensors="pt").pixel_values


def seconds(repeat, work):
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def compare(name, found, expected, tolerance):
    if found.shape != expected.shape:
        print(f"{name}: shape {list(found.shape)}, HuggingFace {list(expected.shape)}  FAILED")
        return False
    difference = (found - expected).abs().max().item()
    good = difference <= tolerance
    print(f"{name} {list(found.shape)}: largest difference {difference:.2e}, allowed {tolerance:.0e}"
          f"  {'ok' if good else 'FAILED'}")
    return good


# Modules that transformers 5 calls otherwise than transformers 4 and the files of weights do, whose names are trocr4j's.
RENAMED = [
    (r"^encoder\.encoder\.layer\.", "encoder.layers."),
    (r"attention\.attention\.query$", "attention.q_proj"),
    (r"attention\.attention\.key$", "attention.k_proj"),
    (r"attention\.attention\.value$", "attention.v_proj"),
    (r"attention\.output\.dense$", "attention.o_proj"),
    (r"intermediate\.dense$", "mlp.fc1"),
    (r"intermediate$", "mlp.activation_fn"),
    (r"^(encoder\.layers\.\d+)\.output\.dense$", r"\1.mlp.fc2"),
]


def module(model, name):
    modules = dict(model.named_modules())
    if name not in modules:
        for old, new in RENAMED:
            name = re.sub(old, new, name)
    return modules.get(name)


def compare_stages(args, model, found, inputs, classes):
    """Hooks see what each module gives; attention's probabilities come as outputs of the whole model."""
    expected = {}

    def keep(name):
        def hook(_, given, output):
            expected[name] = output[0] if isinstance(output, tuple) else output
        return hook

    hooks = [module(model, name).register_forward_hook(keep(name)) for name in found if module(model, name)]
    outputs = model(**inputs, output_attentions=True)
    for hook in hooks:
        hook.remove()
    for kind in "encoder_attentions", "decoder_attentions", "cross_attentions":
        expected |= {f"{kind}.{i}": layer for i, layer in enumerate(outputs[kind])}
    good = True
    for name, stage in found.items():
        if name in inputs:
            continue
        if name not in expected:
            print(f"{name} {list(stage.shape)}: no such module in this version of transformers  FAILED")
            good = False
            continue
        theirs = expected[name].contiguous()
        theirs = theirs[..., :classes] if name == "decoder.output_projection" else theirs
        tolerance = args.encoder_tolerance * max(1, theirs.abs().max().item())
        good &= compare(name, stage.reshape(theirs.shape) if stage.numel() == theirs.numel() else stage, theirs, tolerance)
    return good


def compare_ids(found, expected):
    length = min(found.shape[1], expected.shape[1])
    same = (found[:, :length] == expected[:, :length]).all(dim=1)
    good = found.shape == expected.shape and bool(same.all())
    print(f"ids {list(found.shape)}: {int(same.sum())} of {len(same)} rows the same  {'ok' if good else 'FAILED'}")
    return good


def in_trained_form(args, temporary, lines, size):
    """For a model that finds rows: light ink at the left of a black picture of the model's size, much as trocr4j's
    TrainedForm makes it of dark ink; and the model without reading.json, so that trocr4j takes them as they are."""
    from PIL import Image, ImageOps

    model, rows = temporary / "as-is", temporary / "rows"
    shutil.copytree(args.model, model, ignore=shutil.ignore_patterns("reading.json"))
    rows.mkdir()
    height, width = size
    for file, _ in lines:
        ink = ImageOps.invert(Image.open(file).convert("L"))
        ink = ImageOps.autocontrast(ink, cutoff=1).crop(ink.point(lambda value: 255 * (value > 96)).getbbox())
        inside = height * 3 // 4
        ink = ink.resize((min(width - height // 4, max(1, ink.width * inside // ink.height)), inside))
        row = Image.new("RGB", (width, height))
        row.paste(ink, ((height - inside) // 2, (height - inside) // 2))
        row.save(rows / file.name)
    return model, [(rows / file.name, text) for file, text in lines]


def compare_texts(args, temporary, model, folder, tokens):
    """The texts of predict --json and those of generate, AutoImageProcessor and AutoTokenizer; and the loss."""
    from PIL import Image

    with open(args.data / "metadata.csv", newline="", encoding="utf-8") as table:
        lines = [(args.data / row["file_name"], row["text"]) for row in csv.DictReader(table)][: args.limit]
    if not lines:
        sys.exit(f"no lines in {args.data / 'metadata.csv'}")
    reading = args.model / "reading.json"
    own = args.model
    if reading.exists() and json.loads(reading.read_text()).get("find_rows"):
        own, lines = in_trained_form(args, temporary, lines, model.config.encoder.image_size)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    processor = AutoImageProcessor.from_pretrained(folder)
    printed = java(args, "predict", "--as-is", "--json", "--model", own, *(file for file, _ in lines))
    ours = {reading["file"]: reading["lines"][0]["text"] for reading in map(json.loads, printed.splitlines())}
    same, labelled, losses = 0, 0, []
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        pictures = [Image.open(file).convert("RGB") for file, _ in batch]
        pixels = processor(pictures, return_tensors="pt").pixel_values
        ids = model.generate(pixels, max_new_tokens=tokens)
        texts = tokenizer.batch_decode(ids, skip_special_tokens=True)
        encoded = tokenizer([text for _, text in batch]).input_ids
        longest = max(map(len, encoded))
        labels = torch.tensor([row + [-100] * (longest - len(row)) for row in encoded])
        losses.append(model(pixel_values=pixels, labels=labels).loss.item())
        for (file, text), theirs in zip(batch, texts):
            same += ours[str(file)] == theirs
            labelled += text == theirs
            if ours[str(file)] != theirs:
                print(f"{file}: trocr4j {ours[str(file)]!r}, HuggingFace {theirs!r}")
    finite = all(map(math.isfinite, losses))
    print(f"loss of the labels: {statistics.mean(losses):.4f}, {'finite  ok' if finite else 'not finite  FAILED'}")
    print(f"the same text on {same} of {len(lines)} lines ({labelled} of them as labelled)"
          f"  {'ok' if same == len(lines) else 'FAILED'}")
    return finite and same == len(lines)


def labels_of(ids, pad):
    """What the model has read itself, a token moved so that there is something to learn, ending with -100."""
    labels = ids[:, 1:].clone()
    labels[labels == pad] = -100
    labels[:, 0] = labels[:, 0].roll(1)
    labels[::2, max(1, labels.shape[1] // 2):] = -100
    return labels


def compare_finetuned(args, temporary, model, pixels, ids):
    """The loss of VisionEncoderDecoderModel(labels=...) and that of trocr4j's logits; training in HuggingFace; what both
    read then, trocr4j in the folder of save_pretrained. HuggingFace's loss of a digit head has the start token among its
    outputs, whose row is zeros in the export; trocr4j's training does not."""
    folder, inputs, output, imported = (temporary / name for name in ("tuned", "inputs", "tuned-output", "imported"))
    labels = labels_of(ids, model.config.pad_token_id)
    shifted = labels.roll(1, dims=1).masked_fill(labels.roll(1, dims=1) == -100, model.config.pad_token_id)
    shifted[:, 0] = model.config.decoder_start_token_id
    loss = model(pixel_values=pixels, labels=labels).loss
    again = model.generate(pixels, max_new_tokens=ids.shape[1] - 1)
    save_file({"pixel_values": pixels, "decoder_input_ids": shifted.float()}, inputs)
    java(args, "dump", args.model, "--pixels", inputs, "--output", output)
    logits = load_file(output)["logits"]
    entropy = lambda rows: torch.nn.functional.cross_entropy(rows.flatten(0, 1), labels.flatten())
    wide = torch.nn.functional.pad(logits, (0, model.config.decoder.vocab_size - logits.shape[-1]))
    good = [compare("loss of labels", entropy(wide), loss, args.logits_tolerance)]
    if wide.shape != logits.shape:
        print(f"without the start token, as in trocr4j's training: {entropy(logits).item():.6f}, {loss.item():.6f} with")
    good.append(compare_ids(again[:, 1:], ids[:, 1:]))

    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4)
    with torch.enable_grad():
        for _ in range(args.finetune):
            optimiser.zero_grad()
            model(pixel_values=pixels, labels=labels).loss.backward()
            optimiser.step()
    tuned = model(pixel_values=pixels, labels=labels).loss
    learned = math.isfinite(tuned.item()) and tuned < loss
    print(f"loss after {args.finetune} steps: {tuned.item():.6f}, before {loss.item():.6f}"
          f"  {'ok' if learned else 'FAILED'}")
    model.save_pretrained(folder)
    expected = model.generate(pixels, max_new_tokens=ids.shape[1] - 1)
    java(args, "import", folder, "--head", "original", "--output", imported)
    save_file({"pixel_values": pixels, "decoder_input_ids": expected[:, : max(1, expected.shape[1] - 1)].float()}, inputs)
    java(args, "dump", imported, "--pixels", inputs, "--output", output, "--max-new-tokens", str(ids.shape[1] - 1))
    return all([*good, learned, compare_ids(load_file(output)["ids"].long(), expected[:, 1:])])


@torch.no_grad()
def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as name:
        temporary = pathlib.Path(name)
        folder = folder_for_huggingface(args, temporary)
        attention = "eager" if args.stages else None  # the others keep no probabilities
        model = VisionEncoderDecoderModel.from_pretrained(folder, dtype=torch.float32, attn_implementation=attention)
        huggingface_model.with_positions(model).eval()
        digit_head = json.loads((folder / "config.json").read_text()).get("digit_head")
        positions = model.config.decoder.max_position_embeddings
        tokens = digit_head["length"] if digit_head else min(args.max_new_tokens, positions)
        pixels = pixel_values(args, folder, model.config).contiguous()
        # Both read as the folder's generation_config.json says, with beams if it says so.
        generate = lambda: model.generate(pixels, max_new_tokens=tokens)
        ids = generate()
        decoder_input_ids = ids[:, : max(1, ids.shape[1] - 1)]
        encoder = model.encoder(pixels).last_hidden_state
        logits = model(pixel_values=pixels, decoder_input_ids=decoder_input_ids).logits
        if digit_head:
            logits = logits[..., : digit_head["classes"]]

        save_file({"pixel_values": pixels, "decoder_input_ids": decoder_input_ids.float()}, temporary / "input")
        java(args, "dump", args.model, "--pixels", temporary / "input", "--output", temporary / "output",
             "--max-new-tokens", str(tokens), "--repeat", str(max(1, args.time)))
        numbers = load_file(temporary / "output")
        good = [
            compare("encoder_last_hidden_state", numbers["encoder_last_hidden_state"], encoder, args.encoder_tolerance),
            compare("logits", numbers["logits"], logits.contiguous(), args.logits_tolerance),
            compare_ids(numbers["ids"].long(), ids[:, 1:]),
        ]
        if args.stages:
            printed = java(args, "dump", args.model, "--pixels", temporary / "input", "--stages", "--json",
                           "--output", temporary / "stages")
            values = load_file(temporary / "stages")  # whole, but by name; the printed lines have the order
            stages = {name: values[name] for name in (json.loads(line)["name"] for line in printed.splitlines())}
            inputs = {"pixel_values": pixels, "decoder_input_ids": decoder_input_ids}
            good.append(compare_stages(args, model, stages, inputs, logits.shape[-1]))
        if args.data:
            good.append(compare_texts(args, temporary, model, folder, min(LONGEST, positions)))
        if args.finetune:
            good.append(compare_finetuned(args, temporary, model, pixels, ids))
        if args.time:
            for what, work in ("encoder", lambda: model.encoder(pixels)), ("generate", generate):
                mine = numbers[f"seconds_{what}"].median().item()
                print(f"{what} of {len(pixels)}: trocr4j {mine:.3f} s,"
                      f" HuggingFace {seconds(args.time, work):.3f} s ({torch.get_num_threads()} threads)")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
