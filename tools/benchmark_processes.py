"""The processes that tools/benchmark.py starts: workers that answer requests, and programs that are timed as a whole.

Needs: java, the jar, and what the rivals need. Writes: a log for each worker's stderr in the cache folder.
"""

import contextlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time
import zipfile

from benchmark_rows import DJL, JAR, LAUNCHER, ND4J, ONNX, ONNX_UNPACKED, PYTORCH

TOOLS = pathlib.Path(__file__).resolve().parent
ROOT = TOOLS.parent
JAR_FILE = ROOT / "target/trocr4j.jar"
VECTOR_FILE = ROOT / "target/trocr4j-vector.jar"
CLASS_PATH = ROOT / "target/rivals.classpath"
RIVALS = "io.github.trocr4j.rivals."


# Each side is as its makers have it, with the threads that it is told: nothing of that from the caller's environment.
SETTINGS = ("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_")


class Failed(Exception):
    """A process that could not do what it was asked for; the message is one sentence."""


def plain(added):
    """The environment without what sets threads, and with what is added."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | added


class Worker:
    """A process that answers JSON lines, asleep until it is asked."""

    def __init__(self, name, command, environment, log):
        self.name, self.log = name, log
        with open(log, "w") as stderr:
            self.process = subprocess.Popen(
                [str(word) for word in command], env=plain(environment), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)

    def ask(self, request):
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self.process.wait()
            said = self.log.read_text().strip().splitlines() or ["nothing"]
            raise Failed(f"{self.name} ended with {code} and said: {said[0]} (all of it: {self.log})")
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(f"{self.name}: {answer['error']}")
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def class_path(only=""):
    """As an environment: with more than 4 KiB in its command line ONNX Runtime 1.29 crashes."""
    jars = [jar for jar in CLASS_PATH.read_text().strip().split(os.pathsep) if only in pathlib.Path(jar).name]
    return {"CLASSPATH": os.pathsep.join([str(ROOT / "target/rivals"), str(ROOT / "target/classes"), *jars])}


def ours(args, model, engine="nd4j"):
    """Our worker; --ours puts another in its place."""
    work = ["benchmark", model, "--worker", "--threads", args.threads, "--engine", engine.split("-")[0]]
    command = ["java", "-jar", JAR_FILE, *work]
    if engine == "java-vectors":
        jars = os.pathsep.join(map(str, (JAR_FILE, VECTOR_FILE)))
        command = ["java", "--add-modules", "jdk.incubator.vector", "-cp", jars, "io.github.trocr4j.cli.Main", *work]
    if args.ours:
        command = shlex.split(args.ours.format(model=model))
    return Worker("trocr4j", command, {}, args.cache / f"trocr4j-{engine}.log")


def rival(args, engine, model):
    """The worker of an engine."""
    files = args.cache / f"{model.name}-files"
    log = args.cache / f"{engine.split()[0]}.log"
    if engine == ND4J:
        return ours(args, model)
    if engine == PYTORCH:
        command = [sys.executable, TOOLS / "pytorch_worker.py", model, "--threads", args.threads]
        return Worker(engine, command, {}, log)
    main = {ONNX: "OnnxRuntimeWorker", DJL: "DjlPytorchWorker"}[engine]
    # DJL unpacks its native library in there.
    options = [f"-DDJL_CACHE_DIR={args.cache / 'djl'}"]
    return Worker(engine, ["java", *options, RIVALS + main, files, args.threads], class_path(), log)


# Ourselves, as a user would start us.
STARTS = {JAR: ["java", "-jar", JAR_FILE], LAUNCHER: [ROOT / "bin/trocr4j"]}


def first_digits(args, engine, row, picture):
    """A program that reads one picture and ends. Returns a command and what it adds to the environment. ONNX Runtime gets
    the shortest class path that does."""
    model = args.cache / row.model
    if engine in STARTS:
        return [*STARTS[engine], "predict", "--as-is", "--model", model, picture], {}
    options = [f"-Donnxruntime.native.path={unpacked(args)}"] if engine == ONNX_UNPACKED else []
    program = [RIVALS + "OnnxRuntimeFirstDigits", picture, args.cache / f"{row.model}-files", row.height, row.width]
    return ["java", *options, *program], class_path("onnxruntime")


def digits(engine, printed):
    """What such a program has read."""
    return printed.split("\t")[1] if engine in STARTS else printed.strip()


def unpacked(args):
    """Where the native libraries of ONNX Runtime lie that it otherwise unpacks in each run."""
    folder = args.cache / "onnxruntime-natives"
    if not folder.exists():
        jar = next(jar for jar in class_path("onnxruntime")["CLASSPATH"].split(os.pathsep) if jar.endswith(".jar"))
        with zipfile.ZipFile(jar) as archive:
            files = [name for name in archive.namelist() if "/linux-x64/" in name and not name.endswith("/")]
            folder.mkdir()
            for name in files:
                (folder / pathlib.PurePosixPath(name).name).write_bytes(archive.read(name))
    return folder


def timed(command, environment):
    """Milliseconds of a whole process, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], env=plain(environment), capture_output=True, text=True)
    taken = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return taken, done.stdout
