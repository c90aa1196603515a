package dev.sluice.gateway.lambda;

import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import java.util.Locale;
import java.util.Map;

/**
 * What only a Lambda function needs to know.
 *
 * @param responseMode what the function returns where Lambda's own runtime client runs it
 * @param settleMillis kept back from Lambda's deadline, to end the answer and settle the row
 */
record LambdaSettings(ResponseMode responseMode, long settleMillis) {
    private static final long SETTLE_MILLIS = 5_000;

    /** {@code SLUICE_RESPONSE_MODE}: what stands before the function. */
    enum ResponseMode {
        /** API Gateway with RESPONSE_STREAM or a function URL: prelude, 8 NUL bytes, body. */
        STREAM,
        /** A buffered proxy integration: one JSON object. */
        BUFFERED
    }

    static LambdaSettings from(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        return new LambdaSettings(
                mode(settings.text("SLUICE_RESPONSE_MODE").orElse("stream")),
                settings.number("SLUICE_SETTLE_MS", SETTLE_MILLIS, 0, 60_000));
    }

    /**
     * When a request must have ended that may run for so long: a quarter of a short time is kept.
     */
    long deadlineEpochMicros(long nowEpochMillis, long remainingMillis) {
        long keptMillis = Math.min(settleMillis, remainingMillis / 4);
        return Math.multiplyExact(nowEpochMillis + remainingMillis - keptMillis, 1_000);
    }

    private static ResponseMode mode(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "stream" -> ResponseMode.STREAM;
            case "buffered" -> ResponseMode.BUFFERED;
            default ->
                    throw new SettingsException(
                            "SLUICE_RESPONSE_MODE must be stream or buffered: \"" + name + '"');
        };
    }
}
