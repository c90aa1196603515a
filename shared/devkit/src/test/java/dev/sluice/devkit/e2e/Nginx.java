package dev.sluice.devkit.e2e;

import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx that passes all on to one address, with what the test adds to its settings. */
final class Nginx implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Process process;

    /**
     * @param directory for its files, empty
     * @param to host and port
     * @param settings more of the location's
     */
    Nginx(Path directory, String to, String settings) throws IOException {
        this.directory = directory;
        this.port = Loopback.freePort();
        Files.writeString(
                directory.resolve("nginx.conf"),
                """
                daemon off;
                pid nginx.pid;
                user root root;
                worker_processes 1;
                error_log stderr crit;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fast; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    location / { proxy_pass http://%s; %s }
                  }
                }
                """
                        .formatted(port, to, settings));
        this.process = command().redirectErrorStream(true).redirectOutput(log()).start();
        Wait.until("nginx listens: " + log(), this::listens);
    }

    static boolean installed() {
        return Processes.exists("nginx");
    }

    int port() {
        return port;
    }

    /** As an operator does: idle connections are closed, new ones are served by new workers. */
    void reload() throws IOException, InterruptedException {
        if (command("-s", "reload").start().waitFor() != 0) {
            throw new IOException("nginx was not reloaded");
        }
    }

    private java.io.File log() {
        return directory.resolve("log").toFile();
    }

    private ProcessBuilder command(String... more) {
        ProcessBuilder command =
                new ProcessBuilder("nginx", "-p", directory.toString(), "-c", "nginx.conf");
        command.command().addAll(List.of(more));
        return command;
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("nginx ended: " + Files.readString(log().toPath()));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(Wait.LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
