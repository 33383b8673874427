"""The protocol of the benchmark's workers: one JSON request a line on stdin, one JSON answer a line on stdout, to the end.

Request {"work": "encoder", "height": 48, "width": 240, "batch": 8, "repeat": 10, "warmup": 5}; answer {"milliseconds": [...]}
of the `repeat` runs after `warmup` others, {"peak_rss_mb": ...} for the work "memory", or {"error": "one sentence"}.
Needs and writes nothing.
"""

import json
import os
import pathlib
import sys
import time


def milliseconds(run, repeat, warmup):
    """Of each of `repeat` runs."""
    for _ in range(warmup):
        run()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def peak_rss_mb():
    """The most memory this process ever had, None where the system does not say."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def answer(request, works):
    """`works` maps a name to a function of the request that makes ready and returns what is to be timed."""
    if request["work"] == "memory":
        return {"peak_rss_mb": peak_rss_mb()}
    if request["work"] not in works:
        raise ValueError(f"work {request['work']} is not done here; there are {', '.join(sorted(works))} and memory.")
    sizes = {name: request[name] for name in ("height", "width", "batch", "tokens") if name in request}
    run = works[request["work"]](**sizes)
    return {"milliseconds": milliseconds(run, request["repeat"], request["warmup"])}


def serve(works):
    """Answers until stdin ends. What else prints goes to stderr: stdout is for answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), works)
        except Exception as e:  # One bad request must not end the worker.
            reply = {"error": " ".join(f"{type(e).__name__}: {e}".split())}
        print(json.dumps(reply), file=answers, flush=True)
