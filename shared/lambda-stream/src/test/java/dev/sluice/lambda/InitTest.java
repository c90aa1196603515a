package dev.sluice.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that cannot serve says why and exits. */
@Timeout(180)
final class InitTest {

    private static final StreamingHandler UNUSED = (event, response, context) -> {};

    /** Its constructor is not public. */
    public static final class Hidden implements StreamingHandler {
        Hidden() {}

        @Override
        public void handle(byte[] event, StreamingResponse response, Context context) {}
    }

    /** Its constructor throws. */
    public static final class Broken implements StreamingHandler {
        public Broken() {
            throw new IllegalStateException("no settings");
        }

        @Override
        public void handle(byte[] event, StreamingResponse response, Context context) {}
    }

    /** Its static initializer throws. */
    public static final class BrokenClass implements StreamingHandler {
        static final int VALUE = Integer.parseInt("seven");

        @Override
        public void handle(byte[] event, StreamingResponse response, Context context) {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.example.Missing | Runtime.NoSuchHandler | com.example.Missing",
                "java.lang.Object | Runtime.NoSuchHandler | must implement dev.sluice.lambda.StreamingHandler: java.lang.Object",
                "com.example.H::handle | Runtime.NoSuchHandler | must be a class name without a method",
                "'' | Runtime.NoSuchHandler | must be a class name without a method",
                "dev.sluice.lambda.InitTest$Hidden | Runtime.NoSuchHandler | public constructor without arguments",
                "dev.sluice.lambda.InitTest$Broken | Runtime.BadFunctionCode | no settings",
                "dev.sluice.lambda.InitTest$BrokenClass | Runtime.BadFunctionCode | seven",
            })
    void aHandlerThatCannotBeMadeIsAnInitError(String name, String type, String message)
            throws Exception {
        try (var loop = new RunningLoop(UNUSED).with("_HANDLER", name).start()) {
            var report = loop.api.arrival();
            assertThat(report.path()).isEqualTo("/init/error");
            assertThat(report.raw())
                    .contains("Lambda-Runtime-Function-Error-Type: " + type + "\r\n")
                    .contains(message);
            assertThat(loop.exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("\"event\":\"initFailed\"").contains(message);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "many", "10001"})
    void aConcurrencyThatIsNoneIsAnInitError(String concurrency) throws Exception {
        try (var loop =
                new RunningLoop(UNUSED).with("AWS_LAMBDA_MAX_CONCURRENCY", concurrency).start()) {
            assertThat(loop.api.arrival("/init/error").raw())
                    .contains("Runtime.ConfigInvalid")
                    .contains("AWS_LAMBDA_MAX_CONCURRENCY must be");
            assertThat(loop.exitCode()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "host:port", "host:70000", ":80"})
    void withoutARuntimeApiThereIsOnlyTheLog(String api) throws Exception {
        try (var loop = new RunningLoop(UNUSED).with("AWS_LAMBDA_RUNTIME_API", api).start()) {
            assertThat(loop.exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("AWS_LAMBDA_RUNTIME_API");
        }
    }

    @Test
    void aReportThatIsRefusedIsLogged() throws Exception {
        try (var loop = new RunningLoop(UNUSED).with("_HANDLER", "com.example.Missing")) {
            loop.api.answerTo("/init/error", 403);
            assertThat(loop.start().exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("/init/error answered 403");
        }
    }

    @Test
    void aReportThatReachesNobodyIsLogged() throws Exception {
        try (var loop =
                new RunningLoop(UNUSED)
                        .with("_HANDLER", "com.example.Missing")
                        .with("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1")
                        .start()) {
            assertThat(loop.exitCode()).isEqualTo(1);
            assertThat(loop.log()).contains("errorNotTold");
        }
    }
}
