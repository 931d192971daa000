#!/usr/bin/env bash
# Takes into fuzz/corpus/TARGET a part of fuzz/corpus-work/TARGET that covers nearly the same, of
# files that are small, 300 kB in all:
#   fuzz/keep.sh TARGET
set -euo pipefail
cd "$(dirname "$0")"
target=$1
most=$((300 * 1000))
merged=$(mktemp -d)
cargo +nightly fuzz run --sanitizer none "$target" "$merged" "corpus/$target" "corpus-work/$target" -- \
    -merge=1 -max_len=8192 -timeout=20 -rss_limit_mb=1024
taken=0
while read -r size file; do
    taken=$((taken + size))
    [ "$taken" -le "$most" ] || break
    cp -n "$file" "corpus/$target/"
done < <(find "$merged" -type f -printf '%s %p\n' | sort -n)
rm -r "$merged"
du -bs "corpus/$target"
