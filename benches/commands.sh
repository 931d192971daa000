#!/usr/bin/env bash
# Times whole commands on images and prints a table: median seconds, entries/s, MB/s of plain
# bytes, peak memory.
#
#   benches/commands.sh [-n RUNS] [-o JSON] IMAGE...
#
# IMAGE is whatever `layerscope` reads. Environment:
#   LAYERSCOPE  the binary (default: target/release/layerscope, built when missing)
#   FLOOR       the floor program (default: built by `cargo bench --bench floor --no-run`)
#   OTHERS      more commands, one a line, with {} for the image: "dive --ci {}"
# The first run of each command warms the page cache and is not counted.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=3 json=
while getopts n:o: flag; do
    case $flag in
    n) runs=$OPTARG ;;
    o) json=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[ -n "${LAYERSCOPE:-}" ] || cargo build --release --locked >&2
layerscope=${LAYERSCOPE:-target/release/layerscope}
floor=${FLOOR:-$(cargo bench --bench floor --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*floor[^"]*\)".*/\1/p')}

commands=(
    "$layerscope check -q {}"
    "$layerscope check -q --no-verify {}"
    "$layerscope report -q --format json -o /dev/null {}"
    "$layerscope ls {}"
    "$floor --runs 1 {}"
    "$floor --runs 1 --decompress-only {}"
)
while IFS= read -r line; do
    [ -z "$line" ] || commands+=("$line")
done <<<"${OTHERS:-}"

time_file=$(mktemp)
trap 'rm -f "$time_file"' EXIT

# Prints "seconds kilobytes status" of one run. GNU time gives the memory; without it that is 0.
one() {
    local status=0 start=$EPOCHREALTIME end measure=()
    echo 0 >"$time_file"
    [ ! -x /usr/bin/time ] || measure=(/usr/bin/time -q -f %M -o "$time_file")
    "${measure[@]}" "$@" >/dev/null 2>&1 || status=$?
    end=$EPOCHREALTIME
    awk -v a="$start" -v b="$end" -v k="$(tail -n 1 "$time_file")" -v s="$status" \
        'BEGIN { printf "%.3f %d %d\n", b - a, k, s }'
}

# The first such number of the report: what the image holds does not depend on who is timed.
field() { grep -o "\"$1\": *[0-9]*" <<<"$report" | head -n 1 | tr -dc 0-9 || true; }

[ -z "$json" ] || : >"$json"
printf '%-52s %9s %12s %9s %9s %5s\n' command seconds entries/s MB/s 'peak MB' exit
for image in "$@"; do
    report=$("$layerscope" report -q --no-verify --format json "$image" 2>/dev/null || true)
    entries=$(field entries) bytes=$(field total_bytes)
    printf '\n%s (%s entries, %s bytes)\n' "$image" "${entries:-?}" "${bytes:-?}"
    for command in "${commands[@]}"; do
        read -ra words <<<"$command"
        words=("${words[@]/\{\}/$image}")
        one "${words[@]}" >/dev/null
        results=$(for _ in $(seq "$runs"); do one "${words[@]}"; done | sort -n)
        read -r seconds kilobytes status <<<"$(sed -n "$(((runs + 1) / 2))p" <<<"$results")"
        short=${command//"$PWD"\//}
        awk -v c="${short#target/release/}" -v s="$seconds" -v k="$kilobytes" -v x="$status" \
            -v e="${entries:-0}" -v b="${bytes:-0}" 'BEGIN {
                t = s > 0 ? s : 0.001
                printf "%-52.52s %9.3f %12.0f %9.0f %9.1f %5s\n", c, s, e / t, b / t / 1e6, k / 1024, x
            }'
        [ -z "$json" ] || printf '{"image":"%s","command":"%s","seconds":%s,"entries":%s,"bytes":%s,"peak_kb":%s,"exit":%s,"runs":%s}\n' \
            "$image" "$short" "$seconds" "${entries:-null}" "${bytes:-null}" "$kilobytes" "$status" "$runs" >>"$json"
    done
done
