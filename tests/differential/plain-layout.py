#!/usr/bin/env python3
"""Makes the zstd layers of an OCI layout plain, for unpackers that know no zstd.

    plain-layout.py LAYOUT

LAYOUT has one image. Its config stays as it is: diff_ids are digests of the plain tars.
"""

import hashlib
import json
import os
import subprocess
import sys


def main():
    layout = sys.argv[1]
    blobs = os.path.join(layout, "blobs", "sha256")

    def load(digest):
        with open(os.path.join(blobs, digest.split(":")[1]), encoding="utf-8") as file:
            return json.load(file)

    def store(document):
        data = json.dumps(document).encode()
        digest = hashlib.sha256(data).hexdigest()
        with open(os.path.join(blobs, digest), "wb") as file:
            file.write(data)
        return {"digest": f"sha256:{digest}", "size": len(data)}

    place = os.path.join(layout, "index.json")
    with open(place, encoding="utf-8") as file:
        index = json.load(file)
    for descriptor in index["manifests"]:
        manifest = load(descriptor["digest"])
        diff_ids = load(manifest["config"]["digest"])["rootfs"]["diff_ids"]
        for layer, diff_id in zip(manifest["layers"], diff_ids):
            if not layer["mediaType"].endswith("+zstd"):
                continue
            stored = os.path.join(blobs, layer["digest"].split(":")[1])
            plain = os.path.join(blobs, diff_id.split(":")[1])
            subprocess.run(["zstd", "-qdf", stored, "-o", plain], check=True)
            layer["mediaType"] = layer["mediaType"].removesuffix("+zstd")
            layer.update(digest=diff_id, size=os.path.getsize(plain))
        descriptor.update(store(manifest))
    with open(place, "w", encoding="utf-8") as file:
        json.dump(index, file)


if __name__ == "__main__":
    main()
