package dev.sluice.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's own log: one JSON object a line on standard error, and only when something went
 * wrong. Lambda carries both standard streams to CloudWatch.
 */
final class RuntimeLog {

    private final PrintStream out;

    RuntimeLog(PrintStream out) {
        this.out = out;
    }

    void failure(String event, @Nullable String requestId, ErrorReport report) {
        line(event, requestId, ",\"error\":" + new String(report.json(), StandardCharsets.UTF_8));
    }

    void problem(String event, @Nullable String requestId, String message) {
        var detail = new StringBuilder(",\"message\":");
        JsonStrings.appendString(detail, message);
        line(event, requestId, detail.toString());
    }

    private void line(String event, @Nullable String requestId, String detail) {
        var line =
                new StringBuilder(256)
                        .append("{\"level\":\"ERROR\",\"source\":\"lambda-stream\",\"event\":");
        JsonStrings.appendString(line, event);
        if (requestId != null) {
            JsonStrings.appendString(line.append(",\"requestId\":"), requestId);
        }
        out.println(line.append(detail).append('}'));
    }

    /**
     * What {@code Context.getLogger} gives to handlers: their lines as they are, on standard
     * output.
     */
    static final LambdaLogger HANDLER_LOGGER =
            new LambdaLogger() {
                @Override
                public void log(String message) {
                    if (message.endsWith("\n")) {
                        System.out.print(message);
                    } else {
                        System.out.println(message);
                    }
                }

                @Override
                public void log(byte[] message) {
                    log(new String(message, StandardCharsets.UTF_8));
                }
            };
}
