"""Lists tars as Python's tarfile reads them, in the lines of tests/oracle/list.go.

Tars come on standard input, each behind its length (4 bytes, little end first); the answer to one
is a JSON object a line and ends with the one that has "end". Contents are read and hashed, so that
what a scanner in Python would see is what is compared.
"""

import base64
import hashlib
import io
import json
import struct
import sys
import tarfile
import warnings

CONTENT_LIMIT = 64 << 20


def text(row, name, value):
    """A text as it stands, or in base64 where it is no UTF-8."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        row[name] = raw.decode()
    except UnicodeDecodeError:
        row[name + "_b64"] = base64.b64encode(raw).decode()


def described(archive, member):
    kind = member.type.decode("latin-1")
    if member.type in (tarfile.GNUTYPE_SPARSE, tarfile.AREGTYPE, tarfile.CONTTYPE):
        kind = "0"
    row = {
        "type": kind,
        "size": member.size,
        "mode": member.mode,
        "uid": member.uid,
        "gid": member.gid,
        "mtime": int(member.mtime // 1),
        "major": member.devmajor,
        "minor": member.devminor,
    }
    text(row, "name", member.name)
    text(row, "link", member.linkname)
    if member.isreg() and member.size <= CONTENT_LIMIT:
        contents = archive.extractfile(member).read()
        if len(contents) < member.size:
            row["read_error"] = "the contents end early"
        elif contents:
            row["content"] = hashlib.sha256(contents).hexdigest()
    return row


def listed(tar, emit):
    """Emits a row for each member; returns what the reading ended with."""
    try:
        archive = tarfile.open(fileobj=io.BytesIO(tar), mode="r:", errors="surrogateescape")
        while True:
            member = archive.next()
            if member is None:
                return "EOF"
            emit(described(archive, member))
    except Exception as error:  # whatever it is, it ends the reading of this tar
        return f"{type(error).__name__}: {error}"


def main():
    warnings.simplefilter("ignore")
    source, out = sys.stdin.buffer, sys.stdout
    while head := source.read(4):
        tar = source.read(struct.unpack("<I", head)[0])
        rows = []
        end = listed(tar, rows.append)
        for row in rows:
            out.write(json.dumps(row) + "\n")
        out.write(json.dumps({"end": end, "entries": len(rows)}) + "\n")
        out.flush()


main()
