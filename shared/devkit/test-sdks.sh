#!/usr/bin/env bash
# The official clients of Python and Node go through every door of the local world with its scripted provider. What cannot be
# installed (no pip or npm, no registry) is skipped, in a line that says so. sdks/versions names what is installed, target/sdks has it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
sdks=$PWD/shared/devkit/sdks
at=$PWD/target/sdks
KEY=sk-local-sdks
mkdir -p "$at"

# $1: pip or npm; the versions of it.
pinned() { sed -n "s/^$1 //p" "$sdks/versions"; }
# $1: where; then the command, which is done once for these versions.
once() {
  local where=$1; shift
  [ "$(cat "$where/.versions" 2>/dev/null)" != "$(cat "$sdks/versions")" ] || return 0
  rm -rf "$where" && mkdir -p "$where" && timeout 180 "$@" >"$where.log" 2>&1 && cp "$sdks/versions" "$where/.versions"
}
skip() { echo "test-sdks: $1 could not install $(pinned "$1" | paste -sd ' '). Its clients are skipped." >&2; }
is_wanted() { [ -z "${ONLY:-}" ] || [ "$ONLY" = "$1" ]; }

python_is_there() { command -v python3 >/dev/null && once "$at/python" python3 -m pip install --no-compile --disable-pip-version-check --target "$at/python" $(pinned pip); }
node_is_there() { command -v node >/dev/null && once "$at/node" npm install --no-audit --no-fund --ignore-scripts --silent --prefix "$at/node" $(pinned npm); }

python_is_there & python=$!
node_is_there & node=$!
wait $python && python=yes || { python=""; skip pip; }
wait $node && node=yes || { node=""; skip npm; }
[ -n "$python$node" ] || exit 0

. shared/devkit/world.sh
start_world test-sdks $KEY "$at/world.log"

# $1: its name; then the command, which tells a line a door.
goes_through() {
  name=$1; shift
  is_wanted "$name" || return 0
  start=$SECONDS
  (cd "$at/$name" && URL=$url KEY=$KEY timeout 180 "$@") || { tail -n 20 "$at/world.log" >&2; echo "test-sdks: the clients of $name did not go through every door." >&2; return 1; }
  echo "test-sdks: the clients of $name went through every door, in $((SECONDS - start)) s."
}

[ -z "$python" ] || goes_through python env PYTHONPATH="$at/python" python3 "$sdks/client.py" & python=$!
[ -z "$node" ] || { cp "$sdks/client.mjs" "$at/node/" && goes_through node node client.mjs; } & node=$!
wait $python && python=0 || python=1
wait $node && node=0 || node=1
exit $((python + node))
