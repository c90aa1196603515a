package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the operating system says of a process. */
final class ProcessFigures {
    private ProcessFigures() {}

    /** User and system time so far. */
    static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory now, by {@code ps}; 0 where there is none. */
    static long residentBytes(Process process) throws IOException {
        Process ps =
                new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        String kilobytes =
                new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) * 1_024;
    }
}
