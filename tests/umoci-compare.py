#!/usr/bin/env python3
"""Compares `layerscope ls --view final --hash` with the file system that `umoci unpack` makes.

    umoci-compare.py [--listed PATH] LAYERSCOPE LAYOUT[:TAG] [LAYOUT[:TAG] ...]

LAYERSCOPE is the binary, LAYOUT an OCI layout directory whose index names a tag (`latest` unless
given). With --listed, layerscope lists PATH instead: the same image in another format. Path for
path: type, mode, owner, size, link target, device numbers, contents (sha256) and the time of
files. Needs root (owners, devices) and room for the unpacked image below $TMPDIR. Exit code 0: no difference; 1: some; 2: it did not run.

Not compared: the root directory itself, which no layer has to describe; the time of a symlink or
directory (umoci sets both, but a directory's moves when something is written below it).
"""

import base64
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile

SHOWN = 20
TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char-device",
    stat.S_IFBLK: "block-device",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def unpacked(root):
    """Path -> facts of what umoci made."""
    facts = {}
    stack = [root]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                found = entry.stat(follow_symlinks=False)
                kind = TYPES[stat.S_IFMT(found.st_mode)]
                one = {
                    "type": kind,
                    "mode": f"{stat.S_IMODE(found.st_mode):04o}",
                    "uid": found.st_uid,
                    "gid": found.st_gid,
                }
                path = entry.path[len(root):]
                if kind == "file":
                    one["size"] = found.st_size
                    one["sha256"] = sha256(entry.path)
                    one["mtime"] = found.st_mtime_ns // 10**9
                elif kind == "symlink":
                    one["target"] = os.readlink(entry.path)
                    del one["mode"]  # symlinks have none on Linux
                elif kind in ("char-device", "block-device"):
                    one["device"] = [os.major(found.st_rdev), os.minor(found.st_rdev)]
                elif kind == "directory":
                    stack.append(entry.path)
                facts[path] = one
    return facts


def exact(row, name):
    """The bytes of a field that may be no UTF-8."""
    if f"{name}_b64" in row:
        return base64.b64decode(row[f"{name}_b64"])
    return row[name].encode()


def seconds(text):
    """Seconds since 1970 of `2026-11-21T09:30:00[.n]Z`, rounded down."""
    import calendar
    import time

    whole = text.rstrip("Z").split(".")[0]
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))


def listed(layerscope, layout, tag):
    """The same of what layerscope lists."""
    command = [layerscope, "ls", layout, "--view", "final", "--hash", "--format", "ndjson"]
    if tag:
        command += ["--image", tag]
    facts = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        for line in running.stdout:
            row = json.loads(line)
            one = {name: row[name] for name in ("type", "mode", "uid", "gid")}
            if one["type"] == "file":
                one["size"] = row["size"]
                one["sha256"] = row.get("sha256")
                one["mtime"] = seconds(row["mtime"])
            elif one["type"] == "symlink":
                one["target"] = exact(row, "target")
                del one["mode"]
            elif "device" in row:
                one["device"] = row["device"]
            facts[exact(row, "path")] = one
    if running.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {running.returncode}")
    return facts


def differences(theirs, ours):
    """Lines that say what differs, in the order of paths."""
    for path in sorted(theirs.keys() | ours.keys()):
        name = repr(path)[1:]
        if path not in ours:
            yield f"{name}: only umoci has it ({theirs[path]['type']})"
        elif path not in theirs:
            yield f"{name}: only layerscope has it ({ours[path]['type']})"
        elif theirs[path] != ours[path]:
            for field in sorted(theirs[path].keys() | ours[path].keys()):
                umoci, layerscope = theirs[path].get(field), ours[path].get(field)
                if umoci != layerscope:
                    yield f"{name}: {field}: umoci {umoci!r}, layerscope {layerscope!r}"


def compare(layerscope, image, other=None):
    """The number of differences of one image."""
    layout, _, tag = image.partition(":")
    scratch = tempfile.mkdtemp(prefix="umoci-compare-")
    bundle = os.path.join(scratch, "bundle")
    try:
        unpack = ["umoci", "unpack", "--image", f"{layout}:{tag or 'latest'}", bundle]
        subprocess.run(unpack, check=True, stdout=subprocess.DEVNULL)
        theirs = unpacked(os.fsencode(os.path.join(bundle, "rootfs")))
        ours = listed(layerscope, other, None) if other else listed(layerscope, layout, tag)
        found = list(differences(theirs, ours))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{other or image}: {len(theirs)} paths, {len(found)} differences")
    for line in found[:SHOWN]:
        print(f"  {line}")
    if len(found) > SHOWN:
        print(f"  and {len(found) - SHOWN} more")
    return len(found)


def main():
    other = None
    if sys.argv[1:2] == ["--listed"]:
        other = sys.argv[2]
        del sys.argv[1:3]
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if shutil.which("umoci") is None or os.geteuid() != 0:
        print("this needs umoci, and root", file=sys.stderr)
        sys.exit(2)
    try:
        total = sum(compare(sys.argv[1], image, other) for image in sys.argv[2:])
    except subprocess.CalledProcessError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
