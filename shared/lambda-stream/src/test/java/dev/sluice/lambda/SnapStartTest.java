package dev.sluice.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sluice.standins.RuntimeApiStandIn;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hooks registered through {@code org.crac} run around {@code /restore/next}. */
@Timeout(180)
final class SnapStartTest {

    private static final List<String> HAPPENED = new CopyOnWriteArrayList<>();
    private static volatile String failing = "";
    private static volatile boolean failingWithError;

    private record Hook(String name) implements Resource {
        @Override
        public void beforeCheckpoint(org.crac.Context<? extends Resource> context)
                throws Exception {
            happened("before " + name);
        }

        @Override
        public void afterRestore(org.crac.Context<? extends Resource> context) throws Exception {
            happened("after " + name);
        }
    }

    private static void happened(String what) throws IOException {
        HAPPENED.add(what);
        if (failing.equals(what) && failingWithError) {
            throw new NoClassDefFoundError(what + " failed");
        }
        if (failing.equals(what)) {
            throw new IOException(what + " failed");
        }
    }

    /** Registers two hooks that nobody else holds. */
    public static final class Handler implements StreamingHandler {
        @SuppressWarnings("deprecation") // what functions call today
        public Handler() {
            Core.getGlobalContext().register(new Hook("a"));
            Core.getGlobalContext().register(new Hook("b"));
            System.gc(); // org.crac holds them weakly
        }

        @Override
        public void handle(byte[] event, StreamingResponse response, Context context)
                throws IOException {
            HAPPENED.add("invoked");
            response.begin(Prelude.of(200, Map.of()));
        }
    }

    private static RunningLoop loop() throws IOException {
        return new RunningLoop((event, response, context) -> {})
                .with("_HANDLER", Handler.class.getName());
    }

    private static RunningLoop snapStart() throws IOException {
        return loop().with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    }

    @BeforeEach
    void forget() {
        HAPPENED.clear();
        failing = "";
        failingWithError = false;
    }

    @Test
    void hooksRunBackwardsBeforeTheSnapshotAndForwardsAfterTheRestore() throws Exception {
        var restored = new Semaphore(0);
        try (var loop = snapStart()) {
            loop.api.script(
                    "/restore/next",
                    (connection, exchange, in) -> {
                        restored.acquireUninterruptibly();
                        connection.write(RuntimeApiStandIn.answer(200, "OK", ""));
                        return true;
                    });
            loop.start();
            assertThat(loop.api.arrival().requestLine())
                    .isEqualTo("GET /2018-06-01/runtime/restore/next HTTP/1.1");
            assertThat(HAPPENED).containsExactly("before b", "before a");
            restored.release();
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
            assertThat(HAPPENED).containsExactly("before b", "before a", "after a", "after b");
            loop.api.deliver("r-1", "{}");
            loop.api.arrival("/invocation/r-1/response").raw();
            assertThat(HAPPENED).endsWith("invoked");
        }
    }

    @Test
    void withoutSnapStartNoHookRuns() throws Exception {
        try (var loop = loop().start()) {
            assertThat(loop.api.arrival().path()).isEqualTo("/invocation/next");
            assertThat(HAPPENED).isEmpty();
        }
    }

    @Test
    void aHookThatFailsBeforeTheSnapshotFailsTheInitAfterAllHaveRun() throws Exception {
        failing = "before b";
        try (var loop = snapStart().start()) {
            var report = loop.api.arrival();
            assertThat(report.path()).isEqualTo("/init/error");
            assertThat(report.raw())
                    .contains("Lambda-Runtime-Function-Error-Type: Runtime.BeforeSnapshotError\r\n")
                    .contains(
                            "{\"errorMessage\":\"before b failed\",\"errorType\":\"java.io.IOException\"");
            assertThat(loop.exitCode()).isEqualTo(64);
            assertThat(HAPPENED).containsExactly("before b", "before a");
        }
    }

    @Test
    void aHookThatFailsAfterTheRestoreFailsTheRestoreAfterAllHaveRun() throws Exception {
        failing = "after a";
        try (var loop = snapStart().start()) {
            assertThat(loop.api.arrival().path()).isEqualTo("/restore/next");
            var report = loop.api.arrival();
            assertThat(report.path()).isEqualTo("/restore/error");
            assertThat(report.raw())
                    .contains("Lambda-Runtime-Function-Error-Type: Runtime.AfterRestoreError\r\n")
                    .contains("after a failed");
            assertThat(loop.exitCode()).isEqualTo(64);
            assertThat(HAPPENED).containsExactly("before b", "before a", "after a", "after b");
        }
    }

    /** As where a class is missing: no exception, and yet the hook's failure. */
    @ParameterizedTest
    @CsvSource({"before b, /init/error, 0", "after a, /restore/error, 1"})
    void anErrorIsAFailureOfItsHookToo(String hook, String told, int restores) throws Exception {
        failing = hook;
        failingWithError = true;
        try (var loop = snapStart().start()) {
            for (int i = 0; i < restores; i++) {
                assertThat(loop.api.arrival().path()).isEqualTo("/restore/next");
            }
            var report = loop.api.arrival();
            assertThat(report.path()).isEqualTo(told);
            assertThat(report.raw()).contains(hook + " failed", "NoClassDefFoundError");
            assertThat(loop.exitCode()).isEqualTo(64);
            assertThat(HAPPENED).contains("before a").hasSize(2 + 2 * restores);
        }
    }

    @Test
    void aRestoreThatIsRefusedFailsTheInit() throws Exception {
        try (var loop = snapStart()) {
            loop.api.answerTo("/restore/next", 403);
            loop.start();
            assertThat(loop.api.arrival("/init/error").raw())
                    .contains("/restore/next answered 403");
            assertThat(loop.exitCode()).isEqualTo(64);
        }
    }
}
