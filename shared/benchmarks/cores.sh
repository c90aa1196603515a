# Sourced by the benches: which cores the gateway has (gateway=…, words before its command), and which provider and callers (rig=…).
#   CORES=2   the gateway has the first two cores, which provider and callers then share where there are no more; 1 is the default
#   SLOW=50   the gateway gets half of each 20 ms of its core, as a function of 1 GB does; needs a cgroup that can be made (root)
gateway=() rig=() cores="one core"
if command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ]; then
  last=$(($(nproc) - 1))
  gateway=(taskset -c 0) rig=(taskset -c "1-$last") cores="core 0"
  if [ "${CORES:-1}" -gt 1 ]; then
    gateway=(taskset -c "0-$((CORES - 1))") cores="$CORES cores"
    if [ "$CORES" -le "$last" ]; then rig=(taskset -c "$CORES-$last"); else cores="$cores, shared with provider and callers"; fi
  fi
fi
if [ -n "${SLOW:-}" ]; then
  quota=$((20000 * SLOW / 100))
  if [ -f /sys/fs/cgroup/cgroup.controllers ] && mkdir -p /sys/fs/cgroup/sluice-bench 2>/dev/null && [ -f /sys/fs/cgroup/sluice-bench/cpu.max ]; then
    group=/sys/fs/cgroup/sluice-bench
    echo "$quota 20000" >"$group/cpu.max"
  elif [ -d /sys/fs/cgroup/cpu ] && mkdir -p /sys/fs/cgroup/cpu/sluice-bench 2>/dev/null && [ -f /sys/fs/cgroup/cpu/sluice-bench/cpu.cfs_quota_us ]; then
    group=/sys/fs/cgroup/cpu/sluice-bench
    echo 20000 >"$group/cpu.cfs_period_us" && echo "$quota" >"$group/cpu.cfs_quota_us"
  else
    echo "SLOW=$SLOW needs a cgroup, and none can be made here: run this as root of a machine or container whose cgroups can be written." >&2
    exit 1
  fi
  # shellcheck disable=SC2016 # its own $0 and $@
  gateway=(sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "${gateway[@]}")
  cores="$cores, $SLOW % of it"
fi
