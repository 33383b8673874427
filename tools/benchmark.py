#!/usr/bin/env python3
"""Measures trocr4j against ONNX Runtime, PyTorch with transformers, and DJL: the figures that this project holds itself to.

For each row both sides run at the same time and are asked in turn, ours, theirs, ours, theirs; who is not asked sleeps. The
ratio is taken within each pair, so that what else the machine does falls on both. Prints a Markdown table; exit code 1 if a
bar is missed or something could not be measured.

Needs: java, mvn, pip install torch transformers safetensors pillow onnx onnxscript onnxruntime; about 1.5 GB of disk.
Writes: the cache folder (weights by formula, the rivals' files, logs), target/, and the file of --json.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

import numpy
from PIL import Image

import benchmark_processes as processes
import benchmark_report as report
import formula_checkpoint
from benchmark_rows import ROWS, sizes

# Long enough for the threads of who has just worked to fall asleep.
PAUSE_S = 0.1


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", metavar="ROW", choices=[row.name for row in ROWS],
                        help=f"of {', '.join(row.name for row in ROWS)}; default: all")
    parser.add_argument("--pairs", type=int, default=15, help="of each row; of memory 3 at most")
    parser.add_argument("--warmup-seconds", type=float, default=10, help="for each side of each row")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only-bars", action="store_true", help="leave out the rivals that no bar is set against")
    parser.add_argument("--cache", type=pathlib.Path, default=processes.ROOT / "target/benchmark")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all figures, pair by pair")
    parser.add_argument("--ours", metavar="COMMAND", help="a worker in place of trocr4j's; {model} is the folder")
    args = parser.parse_args()
    args.cache = args.cache.resolve()
    args.rows = [row for row in ROWS if args.rows is None or row.name in args.rows]
    return args


def say(text):
    print(text, file=sys.stderr, flush=True)


def prepare(args):
    """Jar, models and files of the rivals, where they are missing."""
    args.cache.mkdir(parents=True, exist_ok=True)
    if not (processes.JAR_FILE.exists() and processes.CLASS_PATH.exists()):
        say("building")
        subprocess.run(["mvn", "-q", "-Privals", "package", "-DskipTests"], cwd=processes.ROOT, check=True)
    for model in sorted({row.model for row in args.rows}):
        wanted = sizes(args.rows, model)
        files = [args.cache / f"{model}-files/encoder-{height}x{width}.{kind}"
                 for height, width in wanted for kind in ("onnx", "pt")]
        if "vocabulary" not in formula_checkpoint.SIZES[model]:
            # decoder-with-past.onnx is written last.
            files.append(args.cache / f"{model}-files/decoder-with-past.onnx")
        if not all(file.exists() for file in [args.cache / model / "model.safetensors", *files]):
            say(f"making files of {model}")
            command = [sys.executable, processes.TOOLS / "make_rival_files.py", args.cache / model,
                       "--make-checkpoint", model, "--output", files[-1].parent,
                       "--size", *(f"{height}x{width}" for height, width in wanted)]
            subprocess.run(command, check=True, stdout=sys.stderr)


def warm(worker, row, seconds):
    """JIT compilers and caches: twice at least, then for that long."""
    end = time.monotonic() + seconds
    worker.ask(row.request(1, 1))
    while time.monotonic() < end:
        worker.ask(row.request(1, 0))


def asked(worker, row):
    time.sleep(PAUSE_S)
    return statistics.median(worker.ask(row.request(row.repeat, 1))["milliseconds"])


def work_pairs(args, row, rival):
    """Two warm workers, in turn."""
    model = args.cache / row.model
    with processes.ours(args, model, row.engine) as ours, processes.rival(args, rival.engine, model) as theirs:
        for worker in ours, theirs:
            warm(worker, row, args.warmup_seconds)
        return [(asked(ours, row), asked(theirs, row)) for _ in range(args.pairs)]


def memory_pairs(args, row, rival):
    """Fresh workers in turn, the most memory that each has had in `repeat` steps or readings."""
    work = "read" if row.work == "memory-read" else "training"

    def peak(start):
        with start() as worker:
            worker.ask({**row.request(row.repeat, 0), "work": work})
            found = worker.ask({"work": "memory"})["peak_rss_mb"]
        if found is None:
            raise processes.Failed("this system does not tell the memory of a process.")
        return found

    model = args.cache / row.model
    return [(peak(lambda: processes.ours(args, model, row.engine)), peak(lambda: processes.rival(args, rival.engine, model)))
            for _ in range(min(args.pairs, row.most_pairs))]


def first_digits_pairs(args, row, rival):
    """Fresh processes in turn, from their start to their end; the digits must be the same."""
    picture = args.cache / "strip.png"
    noise = numpy.random.default_rng(1).integers(0, 256, (28, 140), dtype=numpy.uint8)
    Image.fromarray(noise).save(picture)
    commands = [processes.first_digits(args, engine, row, picture) for engine in (row.started_with, rival.engine)]
    pairs = []
    # The first pair warms the caches of the file system, and lets bin/trocr4j make its archive.
    for _ in range(args.pairs + 1):
        (mine, said), (other, answered) = (processes.timed(*command) for command in commands)
        digits, answer = (processes.digits(engine, text)
                          for engine, text in ((row.started_with, said), (rival.engine, answered)))
        if digits != answer:
            raise processes.Failed(f"the same strip, two readings: {row.started_with} {digits}, {rival.engine} {answer}.")
        pairs.append((mine, other))
    return pairs[1:]


def measure(args):
    ways = {"memory": memory_pairs, "memory-read": memory_pairs, "first-digits": first_digits_pairs}
    for row in args.rows:
        for rival in row.rivals:
            if args.only_bars and rival.bar is None:
                continue
            try:
                pairs = ways.get(row.work, work_pairs)(args, row, rival)
                result = report.figures(row, rival, pairs)
                say(f"{row.title}, against {rival.engine}: ratio {result['ratio']:.2f}")
            except processes.Failed as e:
                result = {"row": row.name, "title": row.title, "rival": rival.engine, "error": str(e)}
                say(f"{row.title}, against {rival.engine}: {e}")
            yield result


def main():
    args = arguments()
    try:
        prepare(args)
    except (OSError, subprocess.CalledProcessError) as e:
        sys.exit(f"benchmark: what is to be measured could not be made: {e}")
    setting = report.setting(args)
    results = list(measure(args))
    print(report.header(setting))
    print(report.table(results))
    if args.json:
        args.json.write_text(json.dumps(setting | {"results": results}, indent=1) + "\n", encoding="utf-8")
    return 0 if all(map(report.passes, results)) else 1


if __name__ == "__main__":
    sys.exit(main())
