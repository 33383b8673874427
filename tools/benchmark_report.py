"""How tools/benchmark.py puts its figures: ratios of pairs, a Markdown table, and what was measured on.

Needs and writes nothing.
"""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import re
import shlex
import statistics
import subprocess
import sys

from benchmark_processes import CLASS_PATH, ROOT


def quantile(values, share):
    """By linear interpolation between the sorted values."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def figures(row, rival, pairs):
    """Of pairs (ours, theirs), milliseconds or MB: less is better, and the ratio is taken within each pair."""
    ratios = [ours / theirs for ours, theirs in pairs]
    return {
        "row": row.name, "title": row.title, "rival": rival.engine, "unit": row.unit, "batch": row.batch,
        "ours": statistics.median(ours for ours, _ in pairs),
        "theirs": statistics.median(theirs for _, theirs in pairs),
        "ratio": statistics.median(ratios), "ratio_p10": quantile(ratios, 0.1), "ratio_p90": quantile(ratios, 0.9),
        "bar": rival.bar, "aim": rival.aim, "pairs": pairs,
    }


def shown(figure, which):
    value = figure[which]
    if figure["unit"] == "strips/s":
        return f"{figure['batch'] * 1000 / value:.0f} strips/s"
    return f"{value:.0f} {figure['unit']}" if value >= 100 else f"{value:.1f} {figure['unit']}"


def verdict(figure):
    if figure["bar"] is None:
        return "no bar"
    wanted = f"bar {figure['bar']}, aim {figure['aim']}"
    if figure["ratio"] <= figure["aim"]:
        return f"aim reached ({wanted})"
    return f"passes ({wanted})" if figure["ratio"] <= figure["bar"] else f"**MISSED** ({wanted})"


def passes(figure):
    return "error" not in figure and (figure["bar"] is None or figure["ratio"] <= figure["bar"])


def table(results):
    """A row for each figure or failure."""
    lines = ["| what | against | trocr4j | rival | ratio | 10th to 90th percentile | |", "|---|---|---|---|---|---|---|"]
    for result in results:
        if "error" in result:
            lines.append(f"| {result['title']} | {result['rival']} | | | | | not measured: {result['error']} |")
            continue
        lines.append(
            f"| {result['title']} | {result['rival']} | {shown(result, 'ours')} | {shown(result, 'theirs')}"
            f" | **{result['ratio']:.2f}** | {result['ratio_p10']:.2f} to {result['ratio_p90']:.2f}"
            f" | {verdict(result)} |")
    return "\n".join(lines)


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    except OSError:
        return "?"
    return next(iter((done.stdout + done.stderr).strip().splitlines()), "?")


def cpu():
    info = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def rival_versions():
    """Of packages, and of jars by their names."""
    versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers")}
    if CLASS_PATH.exists():
        for name, what in (("onnxruntime", "onnxruntime (Java)"), ("pytorch-engine", "DJL")):
            found = re.search(rf"/{name}-([\d.]+)\.jar", CLASS_PATH.read_text())
            versions[what] = found.group(1) if found else "?"
    return versions


def setting(args):
    """What has to be known to read the figures."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": f"{cpu()}, {os.cpu_count()} cores",
        "threads": args.threads,
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "versions": {"trocr4j": first_line("git", "describe", "--always", "--dirty"),
                     "java": first_line("java", "-version"), "python": platform.python_version(), **rival_versions()},
        "command": "tools/benchmark.py " + shlex.join(sys.argv[1:]),
    }


def header(setting):
    versions = ", ".join(f"{name} {version}" for name, version in setting["versions"].items())
    return (f"{setting['date']}, {setting['cpu']}, {setting['threads']} threads, load before {setting['load']}.\n"
            f"{versions}.\n\n    {setting['command'].strip()}\n\n"
            "Each ratio is trocr4j / rival, the median of pairs measured in turn; less is better.\n")
