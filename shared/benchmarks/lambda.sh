#!/usr/bin/env bash
# Several requests an instance, as Lambda Managed Instances have it. Run it by `make bench-lambda`.
#   STREAMS="1 8 64"  at once    SECONDS_A_STEP=6  how long    CORES=1 SLOW=50   see cores.sh
#   RECORD=1          also keeps the result under docs/measurements/
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${JDK:-${JAVA_HOME:?run this by make bench-lambda}}/bin/java
classes="shared/benchmarks/target/sluice-bench.jar:shared/benchmarks/target/lib/*"
read -r -a flags <<<"${SERVE_FLAGS%%-XX:AOTCache*}"
. shared/benchmarks/cores.sh
result=target/bench-lambda.md
"${rig[@]}" "$java" -XX:+UseSerialGC -Xms256m -Xmn128m -cp "$classes" dev.sluice.bench.LambdaBench \
  "${STREAMS:-1 8 64}" "${SECONDS_A_STEP:-6}" "$cores" "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$result" \
  "${gateway[@]}" "$java" "${flags[@]}" -cp 'functions/gateway/target/quick/sluice.jar:functions/gateway/target/quick/lib/*' dev.sluice.lambda.RuntimeLoop
if [ -n "${RECORD:-}" ]; then
  copy=docs/measurements/$(date -u +%Y-%m-%d)-bench-lambda.md
  cp "$result" "$copy" && echo "Kept as $copy"
fi
