#!/usr/bin/env bash
# Real images against `umoci unpack`, path for path; needs root, umoci and skopeo.
#
#   tests/differential/real.sh LAYERSCOPE PATH...
#
# PATH is an image in any format that skopeo reads, or a directory of such. Each is listed as it
# lies there, and unpacked from a copy that skopeo makes of it; what skopeo cannot read (a file
# system's tar, the format of 2013) is said and left out.
set -euo pipefail
layerscope=$1
shift
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/differential-real-XXXXXX")
trap 'rm -rf "$work"' EXIT

# What skopeo calls it.
transport() {
    if [ -d "$1" ]; then
        if [ -e "$1/index.json" ]; then echo "oci:$1"; else echo "dir:$1"; fi
    elif tar -tf "$1" 2>/dev/null | grep -qx '\(\./\)\?manifest.json'; then
        echo "docker-archive:$1"
    else
        echo "oci-archive:$1"
    fi
}

is_image() {
    [ -f "$1" ] || [ -e "$1/index.json" ] || [ -e "$1/manifest.json" ]
}

tried=0 same=0 skipped=0 differ=0
compare() {
    local from=$1
    rm -rf "$work/layout"
    # skopeo 1.9 does not come to the end of every gzip archive.
    if gzip -t "$1" 2>/dev/null; then
        gzip -dc "$1" >"$work/outer.tar"
        from=$work/outer.tar
    fi
    from=$(transport "$from")
    if ! skopeo copy -q --insecure-policy "$from" "oci:$work/layout:copy" 2>"$work/skopeo"; then
        echo "$1: left out, skopeo: $(tail -1 "$work/skopeo" | cut -c1-160)"
        skipped=$((skipped + 1))
        return
    fi
    # umoci 0.4 knows no zstd.
    "$here/differential/plain-layout.py" "$work/layout"
    tried=$((tried + 1))
    if "$here/umoci-compare.py" --listed "$1" "$layerscope" "$work/layout:copy"; then
        same=$((same + 1))
    else
        differ=$((differ + 1))
    fi
}

for path in "$@"; do
    if is_image "$path"; then
        compare "$path"
    else
        for image in "$path"/*; do
            if is_image "$image"; then compare "$image"; fi
        done
    fi
done
echo "real images: $tried tried, $same agreed, $differ differ, $skipped left out"
[ "$differ" = 0 ]
