#!/usr/bin/env bash
# The real programs do a task with one round trip of a tool, against the local world with its scripted provider: they read a file
# that only a tool can read, and say what stands in it. Without npm or its registry they are skipped, in a line that says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
CODEX=@openai/codex@0.171.0
CLAUDE=@anthropic-ai/claude-code@2.1.197
KEY=sk-local-agents
MODEL=openai/gpt-oss-120b
at=$PWD/target/agents
skip() { echo "test-agents: $* It is skipped." >&2; exit 0; }

command -v npm >/dev/null || skip "No npm here."
mkdir -p "$at/work" "$at/codex" "$at/claude"
timeout 240 npm install --no-audit --no-fund --silent --prefix "$at" $CODEX $CLAUDE >"$at/npm.log" 2>&1 || skip "npm could not install $CODEX and $CLAUDE."

. shared/devkit/world.sh
start_world test-agents $KEY "$at/world.log"

word="heron$RANDOM"
echo "The word is $word." >"$at/work/note.txt"
printf 'model = "%s"\nmodel_provider = "sluice"\nweb_search = "disabled"\n\n[model_providers.sluice]\nname = "Sluice"\nbase_url = "%s/v1"\nwire_api = "responses"\nenv_key = "SLUICE_KEY"\n' "$MODEL" "$url" >"$at/codex/config.toml"

# $1: its name; then the command. Passes when its answer has the word, which only the tool's result can have told.
does_its_task() {
  name=$1; shift
  [ -z "${ONLY:-}" ] || [ "$ONLY" = "$name" ] || return 0
  start=$SECONDS
  if ! (cd "$at/work" && timeout 120 "$@" </dev/null >"$at/$name.out" 2>"$at/$name.err") || ! grep -q "The tool says.*$word" "$at/$name.out"; then
    tail -n 20 "$at/$name.out" "$at/$name.err" "$at/world.log" >&2
    echo "test-agents: $name did not do its task." >&2
    exit 1
  fi
  echo "test-agents: $name read the file with a tool and said what stands in it, in $((SECONDS - start)) s."
}

does_its_task codex env SLUICE_KEY=$KEY CODEX_HOME="$at/codex" "$at/node_modules/.bin/codex" exec --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox --json \
  'Use exec_command {"cmd":"cat note.txt"} and say what you read.'
does_its_task claude env ANTHROPIC_BASE_URL="$url" ANTHROPIC_AUTH_TOKEN=$KEY ANTHROPIC_MODEL=$MODEL ANTHROPIC_DEFAULT_HAIKU_MODEL=$MODEL CLAUDE_CONFIG_DIR="$at/claude" \
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1 "$at/node_modules/.bin/claude" -p \
  "Use Read {\"file_path\":\"$at/work/note.txt\"} and say what you read." --allowedTools Read
