#!/usr/bin/env python3
"""Makes the goldens of the tests, src/test/resources/golden, from nothing: HuggingFace's, PyTorch's, Pillow's and
RapidFuzz's answers.

Weights, inputs and pictures are formulas (formula_checkpoint.py, Noise.java). A file that holds what is made already stays as
it is: integers, weights, text and pixels to the bit, floats that were computed within TOLERANCE of their tensor's largest, for
another version of PyTorch. With --check nothing is written, and the exit code is 1 if a file is missing or holds something else.

Needs: pip install torch transformers safetensors pillow rapidfuzz (made with 2.13, 5.18, 0.8, 12.3, 3.14); 3 GiB of memory.
Writes: the folder.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import tempfile
import unicodedata
import zlib
from collections import OrderedDict

import numpy
import PIL
import rapidfuzz
import torch
import transformers
from PIL import Image
from safetensors.numpy import load_file as load_numpy
from safetensors.torch import load_file, save_file
from transformers import AutoImageProcessor, AutoTokenizer, VisionEncoderDecoderConfig, ViTImageProcessorPil
from transformers.models.donut.image_processing_pil_donut import DonutImageProcessorPil

import formula_checkpoint
import golden_numbers

FOLDER = pathlib.Path(__file__).parent.parent / "src" / "test" / "resources" / "golden"
FAMILY = FOLDER.parent / "golden-family"
TOLERANCE = 1e-6
# Below this a computed float is the noise around 0.
NOISE = 1e-12

TINY = dict(hidden=32, layers=2, heads=4, mlp=48, image=[32, 32], patch=8, std=0.02,
            d_model=16, decoder_layers=2, decoder_heads=2, ffn=40, positions=20)
FULL = formula_checkpoint.SIZES["trocr-small"]
# Labels, and what the decoder is fed for them: -100 counts for nothing.
DIGITS = [[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]], [[10, 3, 1, 4, 1], [10, 9, 2, 6, 5]]
TINY_TEXT = [[5, 9, 3, 17, 2], [7, 11, 2, -100, -100]], [[2, 5, 9, 3, 17], [2, 7, 11, 2, 1]]
FULL_TEXT = [[9, 53021, 777, 64043, 2], [100, 5, 2, -100, -100]], [[2, 9, 53021, 777, 64043], [2, 100, 5, 2, 1]]
STRIPS = [(64, 320), (48, 240), (32, 160)]

# Width and height, before and after.
PLANES = [(140, 28, 160, 32), (140, 28, 384, 384), (140, 28, 320, 64), (140, 28, 140, 40), (140, 28, 200, 28),
          (140, 28, 140, 28), (300, 200, 160, 32), (1, 1, 5, 3), (7, 5, 1, 1), (2, 300, 64, 2), (33, 17, 32, 18),
          (200, 40, 320, 64), (200, 40, 384, 384), (384, 384, 320, 64), (900, 500, 320, 64), (900, 500, 384, 384)]
PICTURES = [(140, 28, 160, 32), (200, 40, 320, 64), (200, 40, 384, 384), (384, 384, 320, 64), (384, 384, 384, 384),
            (900, 500, 320, 64)]
# Noise has three planes of the same size, one after the other.
FORMS = [(37, 21), (24, 16), (200, 40), (9, 60)]
# Of one aspect ratio, wider, taller, at the limit, tiny, huge, in wide, square and tall frames.
PADDED = [(200, 40, 320, 64), (320, 64, 320, 64), (400, 30, 320, 64), (613, 47, 320, 64), (300, 200, 320, 64),
          (40, 200, 320, 64), (64, 64, 320, 64), (7, 5, 320, 64), (1, 1, 320, 64), (320, 1, 320, 64), (1, 64, 320, 64),
          (2, 90, 320, 64), (2000, 13, 320, 64), (13, 450, 320, 64), (1400, 700, 320, 64), (100, 50, 64, 320),
          (50, 100, 64, 320), (30, 200, 64, 320), (500, 9, 64, 320), (6, 250, 48, 48), (1, 300, 64, 320),
          (140, 28, 160, 32), (141, 28, 160, 32), (139, 28, 160, 32), (500, 60, 384, 384), (60, 500, 384, 384)]


# Characters of lines: figures, Latin with accents as one code point and as two, Greek and Hebrew, Chinese and emoji.
ALPHABETS = ("0123456789.-/", "ab e\u00e9e\u0301n\u0303\u00f1\u00df ", "\u03b1\u03ac\u03b9 \u0301\u05d0\u05d1\u05b0",
             "\u4e00\u4e8c \u3000\U0001f600\U0001f601\U0001d6fc")
LINES_PER_ALPHABET = 20

# Model, tokenizer and label smoothing: BPE with a tied projection, without, with positions by formula, and XLM-R.
TEXT_TRAININGS = (("vit-tied", "roberta", 0), ("vit-tied", "roberta", 0.1), ("vit-sinusoidal", "roberta", 0),
                  ("deit-learned", "xlmr", 0))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    return parser.parse_args()


def made_by():
    return {"made_by": f"tools/make_goldens.py with transformers {transformers.__version__}, torch {torch.__version__}"}


def write_config(m, file):
    """As HuggingFace writes it, all of its defaults included."""
    config = VisionEncoderDecoderConfig.from_dict(formula_checkpoint.config(m)).to_dict()
    del config["transformers_version"]
    file.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def write_golden(golden, file):
    """What was computed in double precision becomes float32."""
    save_file({name: (tensor.detach().float() if tensor.is_floating_point() else tensor).contiguous()
               for name, tensor in golden.items()}, file, metadata=made_by())


def write_weights(weights, file, dtype=torch.float32):
    save_file({key: value.to(dtype) for key, value in weights.items()}, file, metadata={"format": "pt"})


def write_formats(weights, folder):
    """One checkpoint in each format and type that HuggingFace and PyTorch have written it in."""
    write_weights(weights, folder / "model_f16.safetensors", torch.float16)
    write_weights(weights, folder / "model_bf16.safetensors", torch.bfloat16)
    pooler = {"encoder.pooler.dense.weight": (32, 32), "encoder.pooler.dense.bias": (32,)}
    write_weights(weights | {key: torch.from_numpy(formula_checkpoint.values(key, shape, 0.25))
                             for key, shape in pooler.items()}, folder / "model_with_pooler.safetensors")
    torch.save(OrderedDict(weights), folder / "pytorch_model.bin")
    torch.save(OrderedDict(weights), folder / "pytorch_model_legacy.bin", _use_new_zipfile_serialization=False)
    torch.save(OrderedDict((key, value.half()) for key, value in weights.items()), folder / "pytorch_model_f16.bin")


def write_odd(folder):
    """Tensors as no model has them: views, transposes, shared storages, other types."""
    base = torch.from_numpy(formula_checkpoint.values("odd", (60,), 1))
    odd = {"view": base[10:34].view(2, 3, 4), "transposed": base[:12].view(3, 4).t(), "shared_a": base[:5],
           "shared_b": base[3:8], "parameter": torch.nn.Parameter(base[40:46].clone().view(2, 3)),
           "f64": base[:3].double(), "i64": torch.arange(-2, 3), "i32": torch.arange(3, dtype=torch.int32),
           "bool": torch.tensor([True, False]), "f16": base[:4].half(), "bf16": base[:4].bfloat16(),
           "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3)}
    torch.save(odd, folder / "odd.bin")
    torch.save(odd, folder / "odd_legacy.bin", _use_new_zipfile_serialization=False)
    torch.save({"model": odd, "epoch": 7, "args": {"lr": 0.5, "names": ["a", "b"]}}, folder / "odd_nested.bin")
    save_file({name: tensor.detach().clone().contiguous() for name, tensor in odd.items()}, folder / "odd.safetensors")


def make_model(folder, m, spread, text):
    """config.json and model.safetensors, and the model in HuggingFace."""
    folder.mkdir()
    write_config(m, folder / "config.json")
    weights = formula_checkpoint.tensors(m, spread)
    write_weights({key: torch.from_numpy(value) for key, value in weights.items()}, folder / "model.safetensors")
    return golden_numbers.Reference(folder, weights, *text)


def make_tiny(folder):
    size, other = TINY["image"], (16, 48)
    reference = make_model(folder / "tiny-digits", TINY, 0.25, DIGITS)
    write_golden(golden_numbers.of_tiny(reference, size, other, 5), folder / "tiny-digits" / "golden.safetensors")
    reference = make_model(folder / "tiny", TINY | {"vocabulary": 60}, 0.25, TINY_TEXT)
    write_golden(golden_numbers.of_tiny(reference, size, other, 8, eos=58), folder / "tiny" / "golden.safetensors")
    lines = golden_numbers.Reference(folder / "tiny", load_numpy(folder / "tiny" / "model.safetensors"), *TINY_TEXT)
    write_golden(golden_numbers.of_lines(lines, size), folder / "tiny" / "lines.safetensors")
    write_formats(load_file(folder / "tiny" / "model.safetensors"), folder / "tiny")
    write_odd(folder / "tiny")


def make_full(folder):
    for name, m, text, strips in (("full-digits", FULL, DIGITS, STRIPS),
                                  ("full", FULL | {"vocabulary": 64044}, FULL_TEXT, STRIPS[1:2])):
        reference = make_model(folder / name, m, 0.05, text)
        golden = golden_numbers.of_full(reference, FULL["image"], strips, 5)
        write_golden(golden, folder / name / "golden.safetensors")
        (folder / name / "model.safetensors").unlink()


def noise(width, height):
    """As in Noise.java: the upper bits of a linear congruential generator."""
    state, plane = width * 1000 + height, bytearray()
    for _ in range(width * height):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        plane.append(state >> 16 & 255)
    return numpy.frombuffer(bytes(plane), numpy.uint8).reshape(height, width)


def write_table(header, rows, file):
    lines = [header, *(", ".join(str(cell) for cell in row) for row in rows)]
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def make_pictures(folder):
    """CRC-32 of what Pillow makes of noise, and of the processor's float32 in little-endian order of colour noise."""
    resized = []
    filters = Image.Resampling
    for resample in filters.BICUBIC, filters.BILINEAR, filters.LANCZOS, filters.BOX, filters.HAMMING:
        for width, height, *to in PLANES:
            found = Image.fromarray(noise(width, height)).resize(to, resample)
            resized.append((resample.name, width, height, *to, f"{zlib.crc32(found.tobytes()):08x}"))
    write_table("filter, width, height, toWidth, toHeight, crc32", resized, folder / "resized.csv")
    values = []
    for width, height, *to in PICTURES:
        colour = noise(width, 3 * height).reshape(3, height, width).transpose(1, 2, 0)
        half = [0.5, 0.5, 0.5]
        processor = ViTImageProcessorPil(size={"width": to[0], "height": to[1]}, resample=Image.Resampling.BICUBIC,
                                         image_mean=half, image_std=half)
        found = processor(Image.fromarray(numpy.ascontiguousarray(colour)), return_tensors="np")["pixel_values"]
        assert found.shape == (1, 3, to[1], to[0]) and found.dtype == numpy.float32
        values.append((width, height, *to, f"{zlib.crc32(found.astype('<f4').tobytes()):08x}"))
    write_table("width, height, toWidth, toHeight, crc32", values, folder / "pixel_values.csv")


def make_padded(folder):
    """CRC-32 of the float32 that the processor of Donut makes of colour noise: resized, padded, normalised."""
    values = []
    for resample in Image.Resampling.BICUBIC, Image.Resampling.BILINEAR:
        for width, height, *to in PADDED:
            colour = noise(width, 3 * height).reshape(3, height, width).transpose(1, 2, 0)
            processor = DonutImageProcessorPil(size={"width": to[0], "height": to[1]}, resample=resample,
                                               image_mean=[0.5, 0.5, 0.5], image_std=[0.5, 0.4, 0.3])
            found = processor(Image.fromarray(numpy.ascontiguousarray(colour)), return_tensors="np",
                              input_data_format="channels_last")["pixel_values"]
            assert found.shape == (1, 3, to[1], to[0]) and found.dtype == numpy.float32
            values.append((resample.name, width, height, *to, f"{zlib.crc32(found.astype('<f4').tobytes()):08x}"))
    write_table("filter, width, height, toWidth, toHeight, crc32", values, folder / "padded_values.csv")


def make_processors(folder):
    """For each form of the files of an image processor: CRC-32 of the float32 that AutoImageProcessor (so TrOCRProcessor)
    makes of colour noise of each size with Pillow, or the error; "unsupported" if trocr4j is to refuse it nevertheless."""
    half = [0.5, 0.5, 0.5]
    vit = {"image_processor_type": "ViTImageProcessor", "do_normalize": True, "do_rescale": True, "do_resize": True,
           "image_mean": half, "image_std": half, "resample": 2, "rescale_factor": 1 / 255,
           "size": {"height": 16, "width": 24}}
    deit = {**vit, "image_processor_type": "DeiTImageProcessor", "resample": 3, "do_center_crop": False,
            "crop_size": {"height": 16, "width": 24}}
    old = {"do_normalize": True, "do_resize": True, "feature_extractor_type": "ViTFeatureExtractor", "image_mean": half,
           "image_std": half, "resample": 2, "size": 24}
    fast = {**vit, "image_processor_type": "ViTImageProcessorFast", "crop_size": None, "data_format": "channels_first",
            "default_to_square": True, "device": None, "disable_grouping": None, "do_center_crop": None,
            "do_convert_rgb": None, "do_pad": None, "input_data_format": None, "pad_size": None, "return_tensors": None}
    imagenet = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    whole = {"processor_class": "TrOCRProcessor"}
    forms = []

    def form(name, of=None, without=(), unsupported=None, whole=None, **changes):
        files = {}
        if of is not None:
            own = {**of, **changes}
            files["preprocessor_config.json"] = {key: own[key] for key in own if key not in without}
        if whole is not None:
            files["processor_config.json"] = whole
        forms.append({"name": name, "files": files, **({"unsupported": unsupported} if unsupported else {})})

    form("ViT", vit)
    form("DeiT", deit)
    form("ViT of 2021", old)
    form("DeiT of 2021", old, feature_extractor_type="DeiTFeatureExtractor", resample=3, do_center_crop=False, crop_size=224)
    form("both types", vit, feature_extractor_type="DeiTFeatureExtractor", without=["resample"])
    form("fast, of 4.5x", fast)
    form("fast DeiT", deit, image_processor_type="DeiTImageProcessorFast")
    form("Pillow's", vit, image_processor_type="ViTImageProcessorPil")
    for code in 1, 2, 3, 4, 5:
        form(f"resample {code}", vit, resample=code)
    form("resample 0", vit, resample=0, unsupported="NEAREST")
    form("resample 7", vit, resample=7)
    form("resample null", vit, resample=None)
    form("resample bilinear", vit, resample="bilinear")
    form("resample bicubic, which is taken for bilinear", vit, resample="bicubic", unsupported="resample")
    form("ViT without resample", vit, without=["resample"])
    form("DeiT without resample", deit, without=["resample"])
    form("ViT without anything", {"image_processor_type": "ViTImageProcessor"})
    form("DeiT without anything", {"image_processor_type": "DeiTImageProcessor"}, unsupported="do_center_crop")
    form("one number", vit, size=20)
    form("list", vit, size=[16, 24])
    form("size null", vit, size=None)
    form("without size", vit, without=["size"])
    form("size text", vit, size="20")
    form("height alone", vit, size={"height": 20})
    form("shortest edge", vit, size={"shortest_edge": 20}, unsupported="shortest_edge")
    form("not square", vit, size=20, default_to_square=False, unsupported="default_to_square")
    form("largest height and width", vit, size={"max_height": 16, "max_width": 24}, unsupported="max_height")
    form("both sizes", vit, size={"height": 16, "width": 24, "shortest_edge": 20})
    form("mean of ImageNet", vit, **imagenet)
    form("mean one number", vit, image_mean=0.4, image_std=0.2)
    form("whole numbers", vit, image_mean=[0, 0, 0], image_std=[1, 1, 1])
    form("mean null", vit, image_mean=None)
    form("mean of one channel", vit, image_mean=[0.4])
    form("without mean and deviation", vit, without=["image_mean", "image_std"])
    form("values from -1 to 1", vit, rescale_factor=1 / 127.5, do_normalize=False)
    form("factor null", vit, rescale_factor=None)
    form("without factor", vit, without=["rescale_factor"])
    for step in "do_resize", "do_rescale", "do_normalize":
        form(f"{step} false", vit, **{step: False})
        form(f"{step} null", vit, **{step: None})
        form(f"without {step}", vit, without=[step])
    form("crop to the size", deit, do_center_crop=True)
    form("crop to the size, unsaid", deit, without=["do_center_crop"])
    form("crop null", deit, do_center_crop=None, crop_size=224)
    form("smaller crop", deit, do_center_crop=True, crop_size={"height": 8, "width": 10}, unsupported="do_center_crop")
    form("larger crop, unsaid", deit, without=["do_center_crop"], crop_size=32, unsupported="do_center_crop")
    form("crop of ViT", vit, do_center_crop=True, crop_size=8, unsupported="do_center_crop")
    form("crop without a size", vit, do_center_crop=True)
    form("not RGB", vit, do_convert_rgb=False)
    form("padded to nothing", vit, do_pad=True)
    form("padded", vit, do_pad=True, pad_size={"height": 20, "width": 30}, unsupported="pad_size")
    form("not padded", vit, pad_size={"height": 20, "width": 30})
    form("options of others", vit, do_thumbnail=True, do_flip_channel_order=True, offset=True, crop_pct=0.9)
    form("channels last", vit, data_format="channels_last")
    form("channels first in pictures", vit, input_data_format="channels_first")
    form("CLIP", deit, image_processor_type="CLIPImageProcessor", unsupported="image_processor_type")
    form("BEiT of 2021", old, feature_extractor_type="BeitFeatureExtractor", unsupported="feature_extractor_type")
    form("old name in the new key", vit, image_processor_type="ViTFeatureExtractor")
    form("unknown type", vit, image_processor_type="PaperImageProcessor")
    form("of 5.18", whole={**whole, "image_processor": {**deit, **imagenet}})
    form("of 5.18, and another", vit, whole={**whole, "image_processor": {**deit, **imagenet}})
    form("of 4.x", vit, whole=whole)
    form("of 4.x, null", vit, whole={**whole, "image_processor": None})
    form("of 5.18, without a type", vit, whole={**whole, "image_processor": {}})
    form("another key", vit, whole={**whole, "feature_extractor": deit})
    for each in forms:
        with tempfile.TemporaryDirectory() as made:
            for name, inside in each["files"].items():
                (pathlib.Path(made) / name).write_text(json.dumps(inside), encoding="utf-8")
            try:
                processor = AutoImageProcessor.from_pretrained(made, backend="pil")
                each["crc32"] = {}
                for width, height in FORMS:
                    colour = noise(width, 3 * height).reshape(3, height, width).transpose(1, 2, 0)
                    found = processor(Image.fromarray(numpy.ascontiguousarray(colour)), return_tensors="np")["pixel_values"]
                    crc = zlib.crc32(found.astype("<f4").tobytes())
                    each["crc32"][f"{width}x{height}"] = f"{crc:08x}"
            except (OSError, TypeError, ValueError) as e:
                each.pop("crc32", None)
                each["error"] = type(e).__name__
    lines = ",\n".join(json.dumps(each) for each in forms)
    (folder / "processors.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def make_texts(folder):
    """Losses of trainings on texts, with the configurations and tokenizers of golden-family."""
    lines = []
    for name, kind, smoothing in TEXT_TRAININGS:
        tokenizer = AutoTokenizer.from_pretrained(FAMILY / "tokenizers" / kind)
        model = golden_numbers.text_model(FAMILY / name, len(tokenizer))
        head = {"model": name, "tokenizer": kind, "vocabulary": len(tokenizer), "label_smoothing": smoothing}
        steps = golden_numbers.of_texts(model, tokenizer, smoothing)
        lines.append(json.dumps(head)[:-1] + ', "steps": [\n' + ",\n".join(json.dumps(step) for step in steps) + "]}")
    (folder / "text_training.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="ascii")


def made_lines():
    """Pairs of a text and a reading of it. Of Python's generator only random() is the same in each version."""
    generator = random.Random(16)

    def below(n):
        return int(generator.random() * n)

    for expected, read in (("", ""), ("", "ab c"), ("ab c", ""), (" a  b ", "a b"), ("\u00e9t\u00e9", "e\u0301te\u0301"),
                           ("\ufb01n", "fin"), ("\u212b", "\u00c5"), ("a\u00a0b", "a b"), ("a\tb c", "a b\tc")):
        yield expected, read
    for alphabet in ALPHABETS:
        for _ in range(LINES_PER_ALPHABET):
            expected = "".join(alphabet[below(len(alphabet))] for _ in range(1 + below(30)))
            read = list(expected)
            for _ in range(below(6)):
                at = below(len(read) + 1)
                read[at:at + below(3)] = [alphabet[below(len(alphabet))] for _ in range(below(3))]
            yield expected, "".join(read)


def make_error_rates(folder):
    """Edits and rates, computed as jiwer 4 does it, for texts in NFC: RapidFuzz's distance over lists, over the length."""
    lines, sums = [], [0] * 4
    for expected, read in made_lines():
        texts = [unicodedata.normalize("NFC", text).strip() for text in (expected, read)]
        row = {"expected": expected, "read": read}
        for i, (split, unit, rate) in enumerate(((list, "character", "cer"), (str.split, "word", "wer"))):
            truth, found = map(split, texts)
            edits = rapidfuzz.distance.Levenshtein.distance(truth, found)
            row |= {unit + "s": len(truth), unit + "_edits": edits, rate: edits / max(1, len(truth))}
            sums[2 * i] += len(truth)
            sums[2 * i + 1] += edits
        lines.append(json.dumps(row))
    total = json.dumps({"lines": len(lines), "cer": sums[1] / sums[0], "wer": sums[3] / sums[2]})
    text = "\n".join((*lines, total)) + "\n"
    (folder / "error_rates.jsonl").write_text(text, encoding="ascii", newline="\n")


def flat(content, at=""):
    """Tensors and other values of nested dicts, by their paths."""
    if not isinstance(content, dict):
        return {at: content}
    return {path: value for key, inner in content.items() for path, value in flat(inner, f"{at}/{key}").items()}


def content(file):
    if file.suffix == ".safetensors":
        return load_file(file)
    if file.suffix == ".bin":
        return flat(torch.load(file, weights_only=True))
    return {f"line {i}": line for i, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)}


def difference(made, there, computed):
    """None, or what differs first."""
    if list(made) != list(there):
        return "other names or another order"
    for name, expected in made.items():
        found = there[name]
        if not isinstance(expected, torch.Tensor):
            same = expected == found
        elif (expected.dtype, expected.shape, expected.stride()) != (found.dtype, found.shape, found.stride()):
            same = False
        elif computed and expected.is_floating_point():
            same = (expected - found).abs().max() <= TOLERANCE * expected.abs().max() + NOISE
        else:
            same = torch.equal(expected, found)
        if not same:
            return f"{name} differs"
    return None


def compare(made, check):
    """Brings the folder to what was made. False if a file is not as it should be and stays so."""
    good = True
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    for file in files:
        there = FOLDER / file
        computed = file.name == "golden.safetensors"
        why = difference(content(made / file), content(there), computed) if there.is_file() else "missing"
        print(f"{file}: {why or 'as it is'}{'' if check or not why else ', written'}")
        good &= not (why and check)
        if why and not check:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made / file, there)
    strangers = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()} - set(files)
    for file in sorted(strangers):
        print(f"{file}: not made here")
    return good and not strangers


def main():
    args = arguments()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, Pillow {PIL.__version__}, "
          f"RapidFuzz {rapidfuzz.__version__}")
    with tempfile.TemporaryDirectory() as name:
        made = pathlib.Path(name)
        make_pictures(made)
        make_padded(made)
        make_processors(made)
        make_error_rates(made)
        make_texts(made)
        make_tiny(made)
        make_full(made)
        return 0 if compare(made, args.check) else 1


if __name__ == "__main__":
    sys.exit(main())
