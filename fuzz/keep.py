#!/usr/bin/env python3
"""Chooses the inputs that are kept of a fuzz target: those that reach most that no other one did.

    fuzz/keep.py CONTROL FOLDER

CONTROL is what libFuzzer writes with -merge=1 -merge_control_file: every input with what it reaches.
FOLDER gets copies, at most 120, none above 8 kB, 300 kB in all; what stands there already stays.
"""

import hashlib
import pathlib
import sys

MOST_FILES, MOST_BYTES, LARGEST = 120, 300_000, 8192


def read(control):
    lines = pathlib.Path(control).read_text().splitlines()
    count = int(lines[0])
    names, reached = lines[2 : 2 + count], {}
    for line in lines[2 + count :]:
        kind, number, *rest = line.split()
        if kind in ("FT", "COV"):
            reached.setdefault(int(number), set()).update((kind, one) for one in rest)
    return {names[number]: what for number, what in reached.items()}


def main(control, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    reached = read(control)
    size = {name: pathlib.Path(name).stat().st_size for name in reached}
    kept = [path for path in folder.iterdir() if path.is_file()]
    files, taken = len(kept), sum(path.stat().st_size for path in kept)
    known = set()
    for path in kept:
        known |= reached.get(str(path), set())
    left = {name for name in reached if 0 < size[name] <= LARGEST}
    while left and files < MOST_FILES:
        best = max(left, key=lambda name: (len(reached[name] - known), -size[name]))
        left.discard(best)
        if not reached[best] - known:
            break
        if taken + size[best] > MOST_BYTES:
            continue
        known |= reached[best]
        bytes_ = pathlib.Path(best).read_bytes()
        path = folder / hashlib.sha256(bytes_).hexdigest()[:16]
        if not path.exists():
            path.write_bytes(bytes_)
            files, taken = files + 1, taken + size[best]
    everything = set().union(*reached.values())
    print(f"{folder.name}: {files} files, {taken} bytes, {len(known)} of {len(everything)} features")


main(*sys.argv[1:])
