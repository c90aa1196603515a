package dev.sluice.bench.coldstart;

/**
 * A moment in a process's life.
 *
 * @param nanos by the clock ({@link System#nanoTime})
 * @param cpuNanos of the processor, used so far
 */
record Stamp(long nanos, long cpuNanos) {
    Timing since(Stamp before) {
        return new Timing((nanos - before.nanos) / 1e6, (cpuNanos - before.cpuNanos) / 1e6);
    }
}
