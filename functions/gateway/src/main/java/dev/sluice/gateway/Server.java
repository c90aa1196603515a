package dev.sluice.gateway;

import dev.sluice.gateway.http.HttpFront;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * The gateway as a process of its own: the HTTP front, the sweep beside it, and an orderly end on
 * Ctrl-C.
 */
public final class Server implements AutoCloseable {
    /**
     * How long running streams may go on after Ctrl-C. Kubernetes and ECS kill after 30 s: by then
     * those that went on for longer are told so and cut, and their rows settled.
     */
    public static final Duration GRACE = Duration.ofSeconds(24);

    private final HttpFront front;
    private final Sweeper sweeper;
    private final Composition composition;

    private Server(HttpFront front, Sweeper sweeper, Composition composition) {
        this.front = front;
        this.sweeper = sweeper;
        this.composition = composition;
    }

    public static Server start(Config config, Composition composition, PrintStream out)
            throws IOException {
        composition.createMissingTables();
        HttpFront front =
                HttpFront.start(config.listen().host(), config.listen().port(), composition.door());
        return new Server(
                front,
                new Sweeper(composition.sweep()::sweep, config.times().sweepIntervalMillis(), out),
                composition);
    }

    public int port() {
        return front.port();
    }

    /**
     * Ends in order when the process is told to: no new requests, running ones end and are settled.
     */
    public void closeOnExit(PrintStream out, AutoCloseable after) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(
                                        () -> {
                                            out.println(
                                                    "Stopping: running requests have "
                                                            + GRACE.toSeconds()
                                                            + " s to end.");
                                            try (after) {
                                                close();
                                            } catch (Exception e) {
                                                out.println("Stopped with an error: " + e);
                                            }
                                        }));
    }

    @Override
    public void close() throws IOException {
        stop(GRACE);
    }

    /** Ends in order, where running requests have so long to end. */
    public void stop(Duration grace) throws IOException {
        front.stop(grace, composition::endAnswers);
        sweeper.close();
        composition.close();
    }
}
