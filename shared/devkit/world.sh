# Sourced by the tests that go through the local world from outside. Needs JAVA, JVM_FLAGS and DEV_JAR, as make gives them.
world=""
finish() { [ -z "$world" ] || kill "$world" 2>/dev/null || true; }
trap finish EXIT

# $1: whose world it is, for its errors; $2: the key that it takes; $3: its log. Returns when it serves: url says where.
start_world() {
  # shellcheck disable=SC2086 # several flags
  PORT=0 SLUICE_STORES=memory SLUICE_LOCAL_KEY=$2 ENV_FILE=/dev/null $JAVA $JVM_FLAGS -Xmx256m -jar "$DEV_JAR" >"$3" 2>&1 &
  world=$!
  for _ in $(seq 300); do
    url=$(sed -n 's/^Sluice is ready at \(http[^ ]*\).*/\1/p' "$3")
    [ -n "$url" ] && return
    kill -0 "$world" 2>/dev/null || break
    sleep 0.2
  done
  cat "$3" >&2
  echo "$1: the local world did not start." >&2
  exit 1
}
