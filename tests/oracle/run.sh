#!/usr/bin/env bash
# Writes fixtures/oracle anew: what Go's archive/tar reads in the hostile fixtures and in the
# corpus. Needs go, xz and zstd; without a corpus its answers stay as they are.
#
#   [LAYERSCOPE_CORPUS=DIR] tests/oracle/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

tool=$(mktemp -d)
trap 'rm -r "$tool"' EXIT
go build -o "$tool/list" tests/oracle/list.go

mkdir "$tool/hostile" "$tool/corpus"
"$tool/list" -tree fixtures/hostile "$tool/hostile"
rm -rf fixtures/oracle/hostile
mkdir -p fixtures/oracle
mv "$tool/hostile" fixtures/oracle/hostile

if [ -n "${LAYERSCOPE_CORPUS:-}" ]; then
    "$tool/list" -tree "$LAYERSCOPE_CORPUS" "$tool/corpus"
    rm -f "$tool/corpus/secrets.tar.gz.jsonl" # sources for the secret rules, not tars to judge
    rm -rf fixtures/oracle/corpus
    mv "$tool/corpus" fixtures/oracle/corpus
else
    echo "LAYERSCOPE_CORPUS is not set: fixtures/oracle/corpus is left as it is" >&2
fi
find fixtures/oracle -name '*.jsonl' | wc -l
