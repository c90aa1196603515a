#!/usr/bin/env bash
# How much a gateway bears: streams that are busy, streams that rest, and the rate at which it is full. Run it by `make bench-load`.
#   PARTS="busy idle saturation"     what of it            BUSY="128 256 512" IDLE="1000 2000"   how many streams
#   CORES=1 SLOW=50                  see cores.sh          SECONDS_A_STEP=4                      how long
#   FLAGS="-Xmx640m"                 more flags for the gateway's JVM: IDLE="5000" needs them
#   RECORD=1                         also keeps the result under docs/measurements/
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JDK:-${JAVA_HOME:?run this by make bench-load}}/bin/java
classes="shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"
read -r -a flags <<<"${SERVE_FLAGS:?run this by make bench-load}"
read -r -a more <<<"${FLAGS:-}"
. shared/benchmarks/cores.sh
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain 2>/dev/null)" ] || commit="$commit, changed"
result=target/bench-load.md
"${rig[@]}" "$java" -XX:+UseSerialGC -Xms512m -Xmn256m -cp "$classes" dev.sluice.bench.LoadBench \
  "${PARTS:-busy idle saturation}" "${BUSY:-128 256 512}" "${IDLE:-1000 2000}" "${SECONDS_A_STEP:-4}" "$cores" "$commit" "$result" \
  "${gateway[@]}" "$java" "${flags[@]}" "${more[@]}" -cp 'functions/gateway/target/quick/sluice.jar:functions/gateway/target/quick/lib/*' dev.sluice.gateway.rehearsal.RehearsedServe
if [ -n "${RECORD:-}" ]; then
  copy=docs/measurements/$(date -u +%Y-%m-%d)-bench-load.md
  cp "$result" "$copy" && echo "Kept as $copy"
fi
