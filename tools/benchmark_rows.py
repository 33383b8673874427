"""What tools/benchmark.py measures: the rows, whom each is held against, and the ratios that are wanted.

Needs and writes nothing.
"""

from dataclasses import dataclass

PYTORCH, ONNX, DJL = "PyTorch", "ONNX Runtime", "DJL PyTorch"
ONNX_UNPACKED = "ONNX Runtime, natives unpacked"
# Ourselves, started in two ways.
JAR, LAUNCHER = "java -jar trocr4j.jar", "bin/trocr4j"


@dataclass(frozen=True)
class Rival:
    """Whom a row is held against. `bar` is the largest ratio ours/theirs that passes, `aim` the one that is wanted."""

    engine: str
    bar: float | None = None
    aim: float | None = None


@dataclass(frozen=True)
class Row:
    """`work` is that of the workers' protocol, or first-digits or memory. `repeat` runs make one figure of a pair."""

    name: str
    title: str
    work: str
    model: str
    height: int
    width: int
    batch: int
    repeat: int
    rivals: tuple[Rival, ...]
    unit: str = "ms"
    most_pairs: int = 1000
    tokens: int | None = None  # that are read; default: those of the digit head
    started_with: str = JAR

    def request(self, repeat, warmup):
        tokens = {} if self.tokens is None else {"tokens": self.tokens}
        return {"work": self.work, "height": self.height, "width": self.width, "batch": self.batch,
                "repeat": repeat, "warmup": warmup} | tokens


ROWS = (
    Row("encoder-384", "encoder, trocr-small, 384x384, B=1", "encoder", "trocr-small", 384, 384, 1, 3,
        (Rival(ONNX, 0.95, 0.9), Rival(PYTORCH), Rival(DJL))),
    Row("encoder-8", "encoder, trocr-small, 48x240, B=8", "encoder", "trocr-small", 48, 240, 8, 5,
        (Rival(PYTORCH, 0.6, 0.5), Rival(ONNX), Rival(DJL))),
    Row("encoder-32", "encoder, trocr-small, 48x240, B=32", "encoder", "trocr-small", 48, 240, 32, 3,
        (Rival(PYTORCH, 0.6, 0.5), Rival(ONNX), Rival(DJL))),
    Row("read-1", "read a strip, trocr-small, 48x240, B=1", "read", "trocr-small", 48, 240, 1, 7,
        (Rival(PYTORCH, 0.5, 0.4), Rival(ONNX))),
    Row("encoder-base", "encoder, trocr-base, 384x384, B=1", "encoder", "trocr-base-handwritten", 384, 384, 1, 1,
        (Rival(ONNX, 1.0, 0.95), Rival(PYTORCH))),
    Row("read-beams", "read 20 tokens with 4 beams, trocr-base, 384x384, B=1", "read", "trocr-base-handwritten", 384, 384, 1,
        1, (Rival(PYTORCH, 1.0, 0.8),), tokens=20),
    Row("training-32", "training step, trocr-small, 48x240, B=32", "training", "trocr-small", 48, 240, 32, 1,
        (Rival(PYTORCH, 0.7, 0.5),)),
    Row("training-compact", "training, compact, 32x160, B=64", "training", "compact", 32, 160, 64, 3,
        (Rival(PYTORCH, 0.8, 0.7),), unit="strips/s"),
    Row("first-digits", "start of the JVM to first digits, compact, 32x160", "first-digits", "compact", 32, 160, 1, 1,
        (Rival(ONNX, 1.2, 0.8), Rival(ONNX_UNPACKED))),
    Row("first-digits-archive", "start of bin/trocr4j to first digits, compact, 32x160", "first-digits", "compact", 32, 160, 1,
        1, (Rival(ONNX), Rival(ONNX_UNPACKED), Rival(JAR)), started_with=LAUNCHER),
    Row("memory", "peak memory of 30 training steps, trocr-small, 48x240, B=32", "memory", "trocr-small", 48, 240, 32, 30,
        (Rival(PYTORCH, 1.2, 1.0),), unit="MB", most_pairs=3),
)


def sizes(rows, model):
    """Input sizes of that model in those rows, for the files of the rivals."""
    return sorted({(row.height, row.width) for row in rows if row.model == model})
