#!/usr/bin/env bash
# Two commits of the gateway in one run, in turns. Run it by `make bench-compare BASE=dir`.
#   BASE=dir             a clone at the commit to compare with; it is built by its own Makefile
#   FLAGS="-Xmn4m"       runs the second of the two with these on top: with BASE=. one commit with and without them
#   ROUNDS=5 SECONDS_A_PHASE=3  how long          RECORD=1   also keeps the result under docs/measurements/
#   CORES=2 SLOW=50      the gateways' cores and how much of them (cores.sh)
# The gateways have core 0 for themselves where taskset can give it them; provider and callers have the others.
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JDK:-${JAVA_HOME:?run this by make bench-compare}}/bin/java
base=$(cd "${BASE:?make bench-compare BASE=a clone at the commit to compare with}" && pwd)
classes="shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"
result=target/bench-compare.md
. shared/benchmarks/cores.sh

commit() { git -C "$1" rev-parse --short HEAD; }
# The command that `make serve` would run there, word by word.
serving() { eval "command=($(MAKEFLAGS='' make -s -n -C "$1" serve | sed -n 's/^@*exec //p' | tail -1))"; }

MAKEFLAGS='' make -s -C "$base" target/serve.aot
serving "$base" && before=("${command[@]}")
serving . && after=("${command[@]}")
read -r -a flags <<<"${FLAGS:-}"
tail=$((${#after[@]} - 3)) # -cp, its value, the class
after=("${after[@]:0:tail}" "${flags[@]}" "${after[@]:tail}")
echo "Comparing $(commit "$base") and $(commit .); about a minute a round. Other work on this machine blurs it."
"${rig[@]}" "$java" -XX:+UseSerialGC -Xms256m -Xmn128m -cp "$classes" dev.sluice.bench.Compare "${ROUNDS:-5}" "${SECONDS_A_PHASE:-3}" "$result" \
  -- "$(commit "$base")" "$base" "${gateway[@]}" "${before[@]}" -- "$(commit .)${FLAGS:+ $FLAGS}" . "${gateway[@]}" "${after[@]}"
if [ -n "${RECORD:-}" ]; then
  copy=docs/measurements/$(date -u +%Y-%m-%d)-bench-compare.md
  cp "$result" "$copy" && echo "Kept as $copy"
fi
