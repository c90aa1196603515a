package dev.sluice.bench.coldstart;

/**
 * A moment in a process's life.
 *
 * @param nanos by the clock ({@link System#nanoTime})
 * @param cpuNanos of the processor, used so far
 */
record Moment(long nanos, long cpuNanos) {
    Timing since(Moment before) {
        return new Timing((nanos - before.nanos) / 1e6, (cpuNanos - before.cpuNanos) / 1e6);
    }
}
