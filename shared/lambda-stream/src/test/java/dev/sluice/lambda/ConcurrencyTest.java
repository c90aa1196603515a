package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.RuntimeApiStandIn;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code AWS_LAMBDA_MAX_CONCURRENCY}. */
@Timeout(180)
final class ConcurrencyTest {

    private static final int LOOPS = 8;
    private static final Prelude OK = Prelude.of(200, Map.of());

    @Test
    void invocationsRunSideBySideEachWithItsOwnContext() throws Exception {
        var allAreIn = new CyclicBarrier(LOOPS);
        var properties = new LinkedBlockingQueue<String>();
        System.clearProperty("com.amazonaws.xray.traceHeader");
        StreamingHandler handler =
                (event, response, context) -> {
                    allAreIn.await(RuntimeApiStandIn.PATIENCE_SECONDS, TimeUnit.SECONDS);
                    properties.add(
                            String.valueOf(System.getProperty("com.amazonaws.xray.traceHeader")));
                    String trace = ((InvocationContext) context).getXrayTraceId();
                    response.begin(OK)
                            .write((context.getAwsRequestId() + " " + trace).getBytes(UTF_8));
                };
        try (var loop =
                new RunningLoop(handler)
                        .with("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(LOOPS))
                        .start()) {
            for (int i = 0; i < LOOPS; i++) {
                loop.api.deliver("r-" + i, "{}", "Lambda-Runtime-Trace-Id: Root=" + i);
            }
            var bodies = new HashMap<String, String>();
            while (bodies.size() < LOOPS) {
                var exchange = loop.api.arrival();
                if (exchange.path().endsWith("/response")) {
                    exchange.raw();
                    String body = new String(exchange.body(), UTF_8);
                    bodies.put(exchange.path(), body.substring(body.lastIndexOf('\0') + 1));
                }
            }
            for (int i = 0; i < LOOPS; i++) {
                assertThat(bodies)
                        .containsEntry("/invocation/r-" + i + "/response", "r-" + i + " Root=" + i);
            }
            assertThat(properties).hasSize(LOOPS).containsOnly("null");
        }
    }

    @Test
    void theEndOfOneLoopIsTheEndOfTheProcess() throws Exception {
        try (var loop =
                new RunningLoop((event, response, context) -> response.begin(OK))
                        .with("AWS_LAMBDA_MAX_CONCURRENCY", "3")
                        .start()) {
            loop.api.end();
            assertThat(loop.exitCode()).isEqualTo(1);
        }
    }
}
