package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The gateway as {@code make serve} runs it, in a process of its own. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final int port;
    private int answersRead;

    /**
     * Starts it and waits until it serves.
     *
     * @param command what runs {@code make serve}'s program
     * @param settings of this gateway, a {@code PORT} of 0 is filled in
     */
    GatewayProcess(List<String> command, Map<String, String> settings, Path log)
            throws IOException, InterruptedException {
        this(new Contender("sluice", Path.of(""), command), settings, log);
    }

    GatewayProcess(Contender contender, Map<String, String> settings, Path log)
            throws IOException, InterruptedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.deleteIfExists(log);
        ProcessBuilder builder =
                new ProcessBuilder(contender.command())
                        .directory(contender.directory().toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().putAll(settings);
        builder.environment().put("PORT", "0");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        this.log = log;
        this.process = builder.start();
        this.port = Integer.parseInt(await("listens on http://127.0.0.1:", 0));
    }

    int port() {
        return port;
    }

    /** User and system time so far. */
    Duration cpu() {
        return ProcessFigures.cpu(process);
    }

    long residentBytes() throws IOException {
        return ProcessFigures.residentBytes(process);
    }

    /** What is alive in its heap, after a collection; 0 where there is no {@code jcmd}. */
    long liveBytes() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return 0;
        }
        String pid = Long.toString(process.pid());
        Process histogram = new ProcessBuilder(jcmd.toString(), pid, "GC.class_histogram").start();
        String last =
                new String(histogram.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .lines()
                        .reduce("", (before, line) -> line);
        String[] total = last.split("\\s+", -1);
        return total.length < 3 ? 0 : Long.parseLong(total[2]);
    }

    /** Bytes that it has allocated so far; of a {@link CountedServe} only. */
    long allocatedBytes() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Long.parseLong(await(CountedServe.ALLOCATED, answersRead++));
    }

    /** What follows {@code words} on their line of its log, where they stand for the nth time. */
    private String await(String words, int nth) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadlineNanos && process.isAlive()) {
            String[] parts = Files.readString(log).split(Pattern.quote(words), -1);
            int end = parts.length < nth + 2 ? -1 : parts[nth + 1].indexOf('\n');
            if (end >= 0) {
                return parts[nth + 1].substring(0, end).strip();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        close();
        throw new IOException("the gateway did not say \"" + words + "\", see " + log);
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
