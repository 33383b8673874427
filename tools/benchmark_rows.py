"""What tools/benchmark.py measures: the rows, whom each is held against, and the ratios that are wanted.

Needs and writes nothing.
"""

from dataclasses import dataclass

PYTORCH, ONNX, DJL = "PyTorch", "ONNX Runtime", "DJL PyTorch"
ONNX_UNPACKED = "ONNX Runtime, natives unpacked"
# Ourselves, started in two ways, and our other engine.
JAR, LAUNCHER = "java -jar trocr4j.jar", "bin/trocr4j"
ND4J = "our ND4J engine"


@dataclass(frozen=True)
class Rival:
    """Whom a row is held against. `bar` is the largest ratio ours/theirs that passes, `aim` the one that is wanted."""

    engine: str
    bar: float | None = None
    aim: float | None = None


@dataclass(frozen=True)
class Row:
    """`work` is that of the workers' protocol, or first-digits, memory or memory-read. `repeat` runs make one figure of a pair."""

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
    engine: str = "nd4j"  # of ours; java-vectors is java with jdk.incubator.vector

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
        (Rival(ONNX, 0.85, 0.6), Rival(ONNX_UNPACKED))),
    Row("first-digits-archive", "start of bin/trocr4j to first digits, compact, 32x160", "first-digits", "compact", 32, 160, 1,
        1, (Rival(ONNX), Rival(ONNX_UNPACKED, 0.9, 0.6), Rival(JAR)), started_with=LAUNCHER),
    Row("java-1", "read a strip in plain Java, compact, 32x160, B=1", "read", "compact", 32, 160, 1, 50,
        (Rival(ND4J, 1.3, 0.9),), engine="java"),
    Row("java-32", "read 32 strips in plain Java, compact, 32x160", "read", "compact", 32, 160, 32, 5,
        (Rival(ND4J, 2.0, 1.2),), engine="java"),
    Row("java-small", "read a strip in plain Java, trocr-small, 48x240, B=1", "read", "trocr-small", 48, 240, 1, 7,
        (Rival(ONNX, 2.0, 1.2),), engine="java"),
    Row("vectors-1", "read a strip in Java with the Vector API, compact, 32x160, B=1", "read", "compact", 32, 160, 1, 50,
        (Rival(ND4J, 1.0, 0.8),), engine="java-vectors"),
    Row("vectors-32", "read 32 strips in Java with the Vector API, compact, 32x160", "read", "compact", 32, 160, 32, 5,
        (Rival(ND4J, 1.2, 1.0),), engine="java-vectors"),
    Row("vectors-small", "read a strip in Java with the Vector API, trocr-small, 48x240, B=1", "read", "trocr-small", 48, 240,
        1, 7, (Rival(ONNX, 1.2, 1.0),), engine="java-vectors"),
    Row("memory-read", "peak memory of a reader of 1,000 strips, compact, 32x160", "memory-read", "compact", 32, 160, 1, 1000,
        (Rival(ONNX, 0.8, 0.5),), unit="MB", most_pairs=3, engine="java"),
    Row("memory", "peak memory of 30 training steps, trocr-small, 48x240, B=32", "memory", "trocr-small", 48, 240, 32, 30,
        (Rival(PYTORCH, 1.2, 1.0),), unit="MB", most_pairs=3),
)


def sizes(rows, model):
    """Input sizes of that model in those rows, for the files of the rivals."""
    return sorted({(row.height, row.width) for row in rows if row.model == model})
