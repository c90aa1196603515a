package dev.sluice.wire.error;

import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI writes it, with all four keys: {@code
 * {"error":{"message","type","param","code"}}}.
 */
public record OpenAiError(
        String message, String type, @Nullable String param, @Nullable String code) {
    /** The body of an answer. */
    public byte[] toJson() {
        return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":%s,\"code\":%s}}"
                .formatted(quoted(message), quoted(type), quoted(param), quoted(code))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The event that ends a stream which has begun. */
    public void writeEvent(OutputStream out) throws IOException {
        SseWriter.data(out, toJson());
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
