#!/usr/bin/env python3
"""Holds the pixels of PictureTable's pictures, decoded by trocr4j, against Pillow's.

Needs: pip install pillow numpy; Maven and a JDK, unless a folder is given that the test has filled before.
Writes: nothing but a temporary folder. Prints a line for each picture; exit code 1 if one differs by more than is allowed.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy
import PIL
from PIL import Image, ImageOps

MAKE = ["mvn", "-q", "-B", "test", "-Dtest=PicturesAsTheyComeTest"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?",
                        help=f"what '{' '.join(MAKE)} -Dtrocr4j.pictures=FOLDER' has left; without one that is run")
    parser.add_argument("--jpeg-tolerance", type=int, default=0, metavar="N",
                        help="largest difference of JPEG pictures; others allow none")
    return parser.parse_args()


def samples(picture):
    """[rows, columns, 3] as trocr4j defines them: 16 bits keep the upper ones, white shows through transparency."""
    if picture.format == "GIF":
        # Pillow gives the screen, trocr4j the part of it that the first image covers.
        covered = picture.tile[0][1]
        picture.load()
        picture = picture.crop(covered)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        # Pillow's gray of 16 bits; it leaves the value that is transparent to others.
        values = numpy.asarray(picture).astype(numpy.int64)
        gray = values >> 8
        if "transparency" in picture.info:
            gray[values == picture.info["transparency"]] = 255
        return numpy.repeat(gray[:, :, None], 3, axis=2)
    if not picture.has_transparency_data:
        return numpy.asarray(picture.convert("RGB")).astype(numpy.int64)
    values = numpy.asarray(picture.convert("RGBA")).astype(numpy.int64)
    opacity = values[:, :, 3:]
    return (values[:, :, :3] * opacity + 255 * (255 - opacity) + 127) // 255


def compare(file, tolerance):
    with Image.open(file) as picture:
        kind, mode = picture.format, picture.mode
        expected = samples(picture)
    with Image.open(f"{file}.pnm") as picture:
        found = numpy.asarray(picture.convert("RGB")).astype(numpy.int64)
    allowed = tolerance if kind == "JPEG" else 0
    if found.shape != expected.shape:
        print(f"{file.name:42} {kind:5} {mode:5} {found.shape}, Pillow {expected.shape}  FAILED")
        return False
    difference = numpy.abs(found - expected)
    good = difference.max() <= allowed
    print(f"{file.name:42} {kind:5} {mode:5} {found.shape[1]:4} x {found.shape[0]:3}  largest difference "
          f"{difference.max():3}, {(difference > 0).mean():6.2%} of samples  {'ok' if good else 'FAILED'}")
    return bool(good)


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = args.folder or pathlib.Path(name)
        if not args.folder and subprocess.run([*MAKE, f"-Dtrocr4j.pictures={folder}"]).returncode != 0:
            sys.exit("the test that makes the pictures failed")
        files = [path.with_suffix("") for path in sorted(folder.glob("*.pnm"))]
        if not files:
            sys.exit(f"{folder}: expected pictures with .pnm files beside them, found none")
        print(f"Pillow {PIL.__version__}")
        results = [compare(file, args.jpeg_tolerance) for file in files]
    print(f"{sum(results)} of {len(results)} as allowed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
