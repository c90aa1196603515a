package dev.sluice.gateway.lambda;

import dev.sluice.aws.settings.SettingsException;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.gateway.Serve;
import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/**
 * The gateway as an HTTP server behind the Lambda Web Adapter, started by {@code bootstrap-server}.
 * It differs from {@link Serve} in what Lambda makes necessary: it listens on loopback alone, since
 * it believes what the adapter says of the invocation; its log is the function's, one JSON line a
 * request; it sweeps nothing, which is the sweeper's right and work; and it ends within the two
 * seconds that Lambda gives at most.
 *
 * <p>No snapshots: clients and random numbers are made at the start, and the adapter can only tell
 * of a restore over HTTP. So it refuses to start where one would be taken.
 */
public final class AdapterServer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final HttpFront front;
    private final Composition composition;

    private AdapterServer(HttpFront front, Composition composition) {
        this.front = front;
        this.composition = composition;
    }

    public static void main(String[] args) {
        Serve.orExit(() -> start(Config.environment(), System.out).closeOnExit());
    }

    static AdapterServer start(Map<String, String> environment, PrintStream out)
            throws IOException {
        if ("snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            throw new SettingsException(
                    "behind the Lambda Web Adapter SnapStart must be off (SnapStart: ApplyOn: None)");
        }
        LambdaGateway gateway = LambdaGateway.of(environment, CatalogLoader.bundled(), out);
        Composition composition = gateway.compose();
        AdapterDoor door = new AdapterDoor(composition.door(), gateway.lines(), gateway.settings());
        return new AdapterServer(
                HttpFront.start(LOOPBACK, gateway.config().listen().port(), door), composition);
    }

    int port() {
        return front.port();
    }

    @Override
    public void close() throws IOException {
        front.stop(HttpFront.CLOSE_GRACE, composition::endAnswers);
        composition.close();
    }

    /** SIGTERM comes between invocations: hardly ever is there one to wait for. */
    private void closeOnExit() {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(
                                        () -> {
                                            try {
                                                close();
                                            } catch (IOException e) {
                                                System.err.println("Stopped with an error: " + e);
                                            }
                                        }));
    }
}
