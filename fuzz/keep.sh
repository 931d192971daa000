#!/usr/bin/env bash
# Takes a small part of what was learned of a target into fuzz/corpus, which every test run goes over:
#   fuzz/keep.sh TARGET
set -euo pipefail
cd "$(dirname "$0")"
target=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/merged"
cargo +nightly fuzz run --sanitizer none "$target" "$scratch/merged" "corpus/$target" "corpus-work/$target" -- \
    -merge=1 -merge_control_file="$scratch/control" -max_len=8192 -timeout=20 -rss_limit_mb=1024
./keep.py "$scratch/control" "corpus/$target"
