#!/usr/bin/env python3
"""Curves of time and memory against what an image holds.

    benches/curves.py [--folder DIR] [--runs N] [--only NAME] [--most ENTRIES]

Writes synthetic images (`cargo run --release --example synth`), runs whole commands of the
release build on them and prints, for each, CPU seconds and peak resident memory: medians of N
runs with a warm page cache. A slope is the least-squares line over the rows of a curve. Needs
6 GB in DIR at the largest size; every image is removed after its row.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.join(HERE, "..", "target", "release")

COMMANDS = [
    ("list", ["report", "--no-verify", "--quiet"]),
    ("verify", ["report", "--quiet"]),
    ("json", ["report", "--no-verify", "--format", "json"]),
    ("view", ["ls", "--quiet"]),
]

# name, what grows, unit of the slope, [(x, arguments of synth)]
CURVES = [
    ("entries", "entries", 1e6, [(n, ["--entries", n]) for n in (10**4, 10**5, 10**6, 10**7)]),
    ("layers", "layers", 100, [(n, ["--entries", 10**6, "--layers", n]) for n in (1, 10, 127, 1000)]),
    ("whiteouts", "percent whiteouts", 100, [(n, ["--entries", 10**6, "--change", "delete", "--changes", n]) for n in (0, 20, 60, 100)]),
    ("opaque", "percent opaque markers", 100, [(n, ["--entries", 10**6, "--change", "opaque", "--changes", n]) for n in (0, 20, 60)]),
    ("overwritten", "percent overwritten", 100, [(n, ["--entries", 10**6, "--change", "overwrite", "--changes", n]) for n in (0, 20, 60, 100)]),
    ("fan", "files in a directory", 1e6, [(n, ["--entries", 10**6, "--layers", 1, "--depth", 1, "--fan", n]) for n in (10, 1000, 10**6)]),
    ("depth", "directories above a file", 10, [(n, ["--entries", 10**6, "--depth", n]) for n in (1, 10, 40)]),
    ("names", "bytes of a name", 100, [(n, ["--entries", 10**6, "--name", n]) for n in (12, 60, 90)]),
    ("bytes", "GB of contents", 1, [(n, ["--entries", 10**5, "--bytes", n * 10**4]) for n in (1, 10, 100)]),
]


def run(command):
    """CPU seconds and peak MB of one run; its output is thrown away."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)}: failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def slope(points):
    mean = [statistics.mean(axis) for axis in zip(*points)]
    over = sum((x - mean[0]) ** 2 for x, _ in points)
    return sum((x - mean[0]) * (y - mean[1]) for x, y in points) / over


def curve(name, grows, unit, rows, options):
    print(f"\n{name}\n{grows:>24}" + "".join(f"{c:>9} s {'MB':>6}" for c, _ in COMMANDS))
    series = {command: [] for command, _ in COMMANDS}
    for x, arguments in rows:
        if name == "entries" and x > options.most:
            continue
        image = os.path.join(options.folder, "image.tar")
        synth = [os.path.join(BIN, "examples", "synth"), image, *map(str, arguments)]
        subprocess.run(synth, check=True, stdout=subprocess.DEVNULL)
        line = f"{x:>24}"
        for command, words in COMMANDS:
            binary = os.path.join(BIN, "layerscope")
            runs = [run([binary, words[0], image, *words[1:]]) for _ in range(options.runs)]
            seconds, peak = (statistics.median(axis) for axis in zip(*runs))
            series[command].append((x / unit, seconds, peak))
            line += f"{seconds:>11.2f} {peak:>6.0f}"
        print(line, flush=True)
        os.remove(image)
    label = f"for each {unit:g}"
    fits = ""
    for points in series.values():
        fits += f"{slope([(x, s) for x, s, _ in points]):>11.2f} {slope([(x, m) for x, _, m in points]):>6.0f}"
    print(f"{label:>24}" + fits, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only")
    parser.add_argument("--most", type=int, default=10**7)
    options = parser.parse_args()
    for name, grows, unit, rows in CURVES:
        if options.only in (None, name):
            curve(name, grows, unit, rows, options)


main()
