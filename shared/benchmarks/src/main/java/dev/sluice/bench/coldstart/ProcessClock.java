package dev.sluice.bench.coldstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Time as a process spends it. Safe for any thread. */
final class ProcessClock {
    private volatile long pid;

    void watch(Process process) {
        pid = process.pid();
    }

    Stamp now() {
        return new Stamp(System.nanoTime(), cpuNanos());
    }

    /** Of all its threads: what a busy machine does not change. 0 where there is no Linux. */
    private long cpuNanos() {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        String[] names = new File(threads.toString()).list();
        long nanos = 0;
        for (String name : names == null ? new String[0] : names) {
            try {
                String stat = Files.readString(threads.resolve(name).resolve("schedstat"));
                nanos += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
            } catch (IOException e) {
                // That thread has ended.
            }
        }
        return nanos;
    }
}
