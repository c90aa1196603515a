package dev.sluice.devkit.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A gateway as a process of its own with the heap of {@code make serve}, 256 MB. */
final class SmallGateway implements AutoCloseable {
    private final Process process;
    private final Lines out;
    private final int port;

    private SmallGateway(Process process) throws InterruptedException {
        this.process = process;
        this.out = Processes.lines(process);
        String ready = out.await(line -> line.contains("listens on http://"));
        this.port = Integer.parseInt(ready.replaceAll(".*:(\\d+)$", "$1"));
    }

    /**
     * Starts it, and returns when it listens.
     *
     * @param flag one more of Java's
     * @param providerPort where its one provider is, on this machine
     * @param firstByteMillis how long that may take to begin
     */
    static SmallGateway start(Path directory, String flag, int providerPort, int firstByteMillis)
            throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>();
        settings.put("PORT", "0");
        settings.put("SLUICE_STORES", "memory");
        settings.put("SLUICE_LOCAL_KEY", World.KEY);
        settings.put("SLUICE_PROVIDER_TYPE_0", "together");
        settings.put("SLUICE_PROVIDER_KEY_0", "upstream-key");
        settings.put("SLUICE_PROVIDER_ENDPOINT_0", "http://127.0.0.1:" + providerPort + "/v1");
        settings.put("SLUICE_PROVIDER_RPM_0", "100000");
        settings.put("SLUICE_PROVIDER_TPM_0", "1000000000");
        settings.put("SLUICE_FIRST_BYTE_TIMEOUT_MS", Integer.toString(firstByteMillis));
        ProcessBuilder builder =
                Processes.java(
                        settings,
                        "-Xms40m",
                        "-Xmx256m",
                        "-Xmn24m",
                        "-XX:SurvivorRatio=4",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+ExitOnOutOfMemoryError",
                        flag,
                        "dev.sluice.gateway.Serve");
        Process process = builder.directory(directory.toFile()).redirectErrorStream(true).start();
        try {
            return new SmallGateway(process);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    int port() {
        return port;
    }

    Lines out() {
        return out;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
