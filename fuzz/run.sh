#!/usr/bin/env bash
# Fuzzes one target for so many seconds, from its kept corpus, the seeds and what earlier runs found:
#   fuzz/run.sh TARGET SECONDS
# Needs nightly Rust and cargo-fuzz (cargo install cargo-fuzz --locked). What it learns stays in
# fuzz/corpus-work; what fails is written to fuzz/artifacts. LAYERSCOPE_CORPUS adds other projects'
# files as seeds. fuzz/keep.sh takes a small part of what was learned into fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")"
target=$1
seconds=$2
work=corpus-work/$target
mkdir -p "$work" "artifacts/$target"

if [ ! -e "$work/seed-0000" ]; then
    (cd .. && LAYERSCOPE_SEEDS=$PWD/fuzz/corpus-work cargo test --quiet --test fuzzing seeds_are_written)
    if [ "$target" = archive ] && [ -n "${LAYERSCOPE_CORPUS:-}" ]; then
        find "$LAYERSCOPE_CORPUS" -type f -name '*.tar*' -size -64k -exec cp -n {} "$work" \;
    fi
fi

# An input may take 20 seconds and 1 GiB; both are far more than any should.
cargo +nightly fuzz run --sanitizer none "$target" "$work" "corpus/$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1
