package dev.sluice.bench.coldstart;

/** One start: milliseconds to the first byte, by the clock and of the processor. */
record Timing(double wallMillis, double cpuMillis) {}
