package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.door.DoorRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the Lambda Web Adapter says of the invocation that a request stands for: Lambda's context as
 * JSON in the header {@code x-amzn-lambda-context}, put in place of whatever the client sent under
 * that name (adapter 1.0, {@code src/lib.rs}). Only who is reached by the adapter alone may believe
 * it.
 */
final class AdapterContext {
    private static final String HEADER = "x-amzn-lambda-context";
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable String id;
    private @Nullable String traceId;
    private long deadlineEpochMillis = -1;

    private AdapterContext() {}

    /**
     * @return null where there is none, as in the adapter's question whether the server is ready
     */
    static @Nullable InvocationFacts of(DoorRequest request, long nowEpochMillis) {
        String header = request.headers().first(HEADER);
        if (header == null) {
            return null;
        }
        AdapterContext context = new AdapterContext();
        try (JsonParser parser = JSON.createParser(header)) {
            context.read(parser);
        } catch (IOException e) {
            return null; // no context that we know: as if there were none
        }
        return context.id == null || context.deadlineEpochMillis < 0
                ? null
                : new InvocationFacts(
                        context.id, context.traceId, context.deadlineEpochMillis - nowEpochMillis);
    }

    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("request_id")) {
                id = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("xray_trace_id")) {
                traceId = parser.getText();
            } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("deadline")) {
                deadlineEpochMillis = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
    }
}
