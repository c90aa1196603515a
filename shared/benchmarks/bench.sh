#!/usr/bin/env bash
# What the gateway adds, in about two minutes: direct and through it, in turns. Run it by `make bench`.
#   ROUNDS=5 SECONDS_A_PHASE=3  how long          RECORD=1   also keeps the result under docs/measurements/
#   ONLY='streams'       only the rows whose names match; 'doors unary', 'doors streams' are those of DOORS
#   DOORS=4              seconds of a round's two phases in which chat's and the agents' doors are asked in turns; 0: none
#   JMH=1                instead: the request path without I/O, in microseconds
#   CORES=2 SLOW=50      the gateway's cores and how much of them (cores.sh)
# The gateway has core 0 for itself where taskset can give it one; provider and callers have the others.
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JDK:-${JAVA_HOME:?run this by make bench}}/bin/java
classes="shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"
read -r -a flags <<<"${SERVE_FLAGS:?run this by make bench}"

if [ -n "${JMH:-}" ]; then
  exec "$java" -cp "$classes" org.openjdk.jmh.Main -jvmArgs "${SERVE_FLAGS%%-XX:AOTCache*}" PathBenchmark
fi

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain 2>/dev/null)" ] || commit="$commit, changed"
result=target/bench.md
. shared/benchmarks/cores.sh
echo "Measuring what the gateway adds; about two minutes. Other work on this machine blurs it."
"${rig[@]}" "$java" -XX:+UseSerialGC -Xms256m -Xmn128m --enable-native-access=ALL-UNNAMED -cp "$classes" -Donly="${ONLY:-}" -Ddoors="${DOORS:-4}" dev.sluice.bench.Bench \
  "${ROUNDS:-5}" "${SECONDS_A_PHASE:-3}" "$commit" "$result" "${gateway[@]}" "$java" "${flags[@]}" -cp 'functions/gateway/target/quick/sluice.jar:functions/gateway/target/quick/lib/*' dev.sluice.gateway.rehearsal.RehearsedServe
if [ -n "${RECORD:-}" ]; then
  mkdir -p docs/measurements
  copy=docs/measurements/$(date -u +%Y-%m-%d)-bench.md
  cp "$result" "$copy" && echo "Kept as $copy"
fi
