"""Times two models against each other: `read` of the benchmark's worker protocol, warm, in turn.

    python3 tools/compare_readers.py FIRST SECOND 32x160 [SECONDS]

Needs target/trocr4j.jar. Prints medians of 15 pairs and the ratio second / first, for one strip and for 32 at once.
"""

import json
import statistics
import subprocess
import sys
import time

JAR = "target/trocr4j.jar"
PAIRS = 15


class Worker:
    def __init__(self, model, size):
        self.height, self.width = map(int, size.split("x"))
        command = ["java", "-jar", JAR, "benchmark", model, "--worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def milliseconds(self, batch, repeat):
        request = {"work": "read", "height": self.height, "width": self.width, "batch": batch, "repeat": repeat, "warmup": 1}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            sys.exit(answer["error"])
        return statistics.median(answer["milliseconds"])

    def warm(self, batch, repeat, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.milliseconds(batch, repeat)


def main(first, second, size, seconds="8"):
    workers = [Worker(first, size), Worker(second, size)]
    for batch, repeat in ((1, 40), (32, 8)):
        for worker in workers:
            worker.warm(batch, repeat, float(seconds))
        pairs = [[worker.milliseconds(batch, repeat) for worker in workers] for _ in range(PAIRS)]
        ratios = sorted(b / a for a, b in pairs)
        one, other = (statistics.median(column) for column in zip(*pairs))
        print(f"batch {batch}: {one:.2f} ms and {other:.2f} ms; second / first {statistics.median(ratios):.2f}"
              f" ({ratios[1]:.2f} to {ratios[-2]:.2f})", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
