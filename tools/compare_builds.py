#!/usr/bin/env python3
"""Compares two builds of trocr4j, bit by bit: does a change of the code change what it computes?

    tools/compare_builds.py OLD.jar NEW.jar [PICTURE...]

Each jar needs its lib/ folder beside it (mvn package; keep a copy of target/trocr4j.jar and target/lib). Each build trains
20 steps on generated digits in a fresh folder, evaluates the run, exports its model, and reads the pictures.
Weights, checkpoints, recipe, exported files, readings, figures and the names of all files must be the same; seconds and
speeds are left out. Exit code 0 if all is the same, 1 otherwise.
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def run(jar, folder, *arguments):
    done = subprocess.run(["java", "-jar", jar, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    return done.stdout


def without_times(value):
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if "second" not in k and k != "model"}
    return [without_times(v) for v in value] if isinstance(value, list) else value


def digest(file):
    """What is compared of a file; times are left out."""
    if file.name == "metrics.csv":
        rows = [line.split(",") for line in file.read_text().splitlines()]
        kept = [i for i, name in enumerate(rows[0]) if "second" not in name]
        return [[row[i] for i in kept] for row in rows]
    if file.name == "state.json":
        return without_times(json.loads(file.read_text()))
    if file.name == "SHA256SUMS":
        return [line for line in file.read_text().splitlines() if "state.json" not in line]
    if file.name in ("provenance.json", "report.html") or file.parent.name == "tensorboard":
        return "not compared: times, versions"
    if file.name == "evaluation.json":
        return without_times(json.loads(file.read_text()))
    if file.name == "evaluation.txt":
        return "not compared: the same figures as evaluation.json, and times"
    return hashlib.sha256(file.read_bytes()).hexdigest()


def observe(jar, pictures):
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        options = ["--runs", "runs", "--threads", "2"]
        run(jar, folder, "train", "--data", "generated", "--seed", "1", "--steps", "20", "--validation", "500",
            "--name", "a", *options)
        run(jar, folder, "export", "runs/a", "--output", "exported")
        found["predict"] = run(jar, folder, "predict", "--json", *pictures) if pictures else ""
        found["predict, new model"] = run(jar, folder, "predict", "--json", "--model", "runs/a/best", "runs/a/strip.png")
        found["inspect"] = run(jar, folder, "inspect", "--json", "runs/a/best/model.safetensors")
        found["presets"] = run(jar, folder, "train", "--show-preset")
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = re.sub(r"tfevents\.\d+", "tfevents", str(file.relative_to(folder)))
                found[name] = digest(file)
    return found


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    old, new = (str(pathlib.Path(jar).resolve()) for jar in sys.argv[1:3])
    pictures = [str(pathlib.Path(picture).resolve()) for picture in sys.argv[3:]]
    before, after = observe(old, pictures), observe(new, pictures)
    different = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    for name in different:
        print("different:", name)
    print(f"{len(before) - len(different)} of {len(before)} the same")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
