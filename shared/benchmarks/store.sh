#!/usr/bin/env bash
# What admission and settling take while DynamoDB answers late. Run it by `make bench-store`.
#   DELAYS="0 3 15"  milliseconds    SECONDS_A_LOAD=6   how long    CORES=1 SLOW=50   see cores.sh
#   RECORD=1         also keeps the result under docs/measurements/
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JDK:-${JAVA_HOME:?run this by make bench-store}}/bin/java
classes="shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"
read -r -a flags <<<"${SERVE_FLAGS:?run this by make bench-store}"
. shared/benchmarks/cores.sh
result=target/bench-store.md
"${rig[@]}" "$java" -XX:+UseSerialGC -Xms256m -Xmn128m --enable-native-access=ALL-UNNAMED -cp "$classes" dev.sluice.bench.StoreBench \
  "${SECONDS_A_LOAD:-6}" "${DELAYS:-0 3 15}" "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$result" \
  "${gateway[@]}" "$java" "${flags[@]}" -cp 'functions/gateway/target/quick/sluice.jar:functions/gateway/target/quick/lib/*' dev.sluice.gateway.rehearsal.RehearsedServe
if [ -n "${RECORD:-}" ]; then
  copy=docs/measurements/$(date -u +%Y-%m-%d)-bench-store.md
  cp "$result" "$copy" && echo "Kept as $copy"
fi
