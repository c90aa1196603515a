package dev.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway as {@code make serve} runs it, in a process of its own. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final int port;

    /**
     * Starts it and waits until it serves.
     *
     * @param command what runs {@code make serve}'s program
     * @param settings of this gateway, a {@code PORT} of 0 is filled in
     */
    GatewayProcess(List<String> command, Map<String, String> settings, Path log)
            throws IOException, InterruptedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().putAll(settings);
        builder.environment().put("PORT", "0");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        this.process = builder.start();
        this.port = awaitPort(log.toFile());
    }

    int port() {
        return port;
    }

    /** User and system time so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory now, by {@code ps}; 0 where there is none. */
    long residentBytes() throws IOException {
        Process ps =
                new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        String kilobytes =
                new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) * 1_024;
    }

    private int awaitPort(File log) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + START.toNanos();
        String listens = "listens on http://127.0.0.1:";
        while (System.nanoTime() < deadlineNanos && process.isAlive()) {
            String text = Files.readString(log.toPath());
            int at = text.indexOf(listens);
            int end = at < 0 ? -1 : text.indexOf('\n', at);
            if (end >= 0) {
                return Integer.parseInt(text.substring(at + listens.length(), end).strip());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        close();
        throw new IOException("the gateway did not start, see " + log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
