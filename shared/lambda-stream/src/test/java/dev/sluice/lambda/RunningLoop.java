package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sluice.standins.RuntimeApiStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The runtime on a thread of the test, against a fake Runtime API, with a handler that the test
 * gives as a lambda.
 */
final class RunningLoop implements AutoCloseable {

    /** What most handlers begin with. */
    static final Prelude OK = Prelude.of(200, Map.of());

    private static final AtomicReference<StreamingHandler> HANDLER = new AtomicReference<>();

    /** The class that {@code _HANDLER} names. */
    public static final class Handler implements StreamingHandler {
        @Override
        public void handle(byte[] event, StreamingResponse response, Context context)
                throws Exception {
            HANDLER.get().handle(event, response, context);
        }
    }

    final RuntimeApiStandIn api = new RuntimeApiStandIn();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> exit = new LinkedBlockingQueue<>();
    private final Map<String, String> environment = new HashMap<>();

    RunningLoop(StreamingHandler handler) throws IOException {
        HANDLER.set(handler);
        environment.put("AWS_LAMBDA_RUNTIME_API", api.hostAndPort());
        environment.put("_HANDLER", Handler.class.getName());
    }

    RunningLoop with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    RunningLoop start() {
        var errors = new PrintStream(log, true, UTF_8);
        Thread.ofPlatform().daemon().start(() -> exit.add(RuntimeLoop.run(environment, errors)));
        return this;
    }

    int exitCode() throws InterruptedException {
        Integer code = exit.poll(RuntimeApiStandIn.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (code == null) {
            throw new AssertionError("still running; log: " + log());
        }
        return code;
    }

    /** Whether the runtime has ended by now. */
    boolean hasEnded() {
        return !exit.isEmpty();
    }

    String log() {
        return log.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        api.close();
    }
}
