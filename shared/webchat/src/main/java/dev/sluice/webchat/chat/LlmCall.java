package dev.sluice.webchat.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.settle.Cost;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model as the frontend's transparency panel reads it ({@code LlmApiCall}).
 *
 * @param requestJson the request as it is shown
 * @param headers the provider's
 * @param cost what we pay; a call on the caller's own account costs nothing
 */
record LlmCall(
        Candidate candidate,
        byte[] requestJson,
        String content,
        @Nullable String finishReason,
        Metered usage,
        int status,
        Headers headers,
        Cost cost,
        long firstTokenMillis,
        long durationMillis,
        String timestamp) {
    static final String PHASE = "chat_iteration";

    /** Provider, model, phase and iteration: what every event about a call begins with. */
    static void writeHead(JsonGenerator json, Candidate candidate) throws IOException {
        json.writeStringField("phase", PHASE);
        json.writeNumberField("iteration", 1);
        json.writeStringField("provider", candidate.provider().name());
        json.writeStringField("model", candidate.model().id());
    }

    byte[] toJson() {
        return WebJson.object(
                json -> {
                    writeHead(json, candidate);
                    json.writeFieldName("request");
                    json.writeRawValue(WebJson.text(requestJson));
                    writeResponse(json);
                    json.writeNumberField("durationMs", durationMillis);
                    if (cost.priced()) {
                        WebJson.usd(json, "cost", cost.nanoUsd());
                    }
                    json.writeStringField("source", candidate.slot().source().label());
                    json.writeStringField("timestamp", timestamp);
                });
    }

    /** {@code response}, {@code httpHeaders} and {@code httpStatus}. */
    void writeResponse(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("response");
        json.writeStringField("content", content);
        json.writeStringField("finish_reason", finishReason);
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", usage.of(Measure.INPUT_TOKENS));
        json.writeNumberField("completion_tokens", usage.of(Measure.OUTPUT_TOKENS));
        json.writeNumberField("total_tokens", usage.of(Measure.TOKENS));
        if (usage.of(Measure.CACHED_INPUT_TOKENS) > 0) {
            json.writeNumberField("cached_tokens", usage.of(Measure.CACHED_INPUT_TOKENS));
        }
        json.writeBooleanField("estimated", usage.estimated());
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("httpHeaders");
        for (var header : shown().entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("httpStatus", status);
    }

    /** No cookie, and nothing that repeats the key. */
    private Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        String key = candidate.slot().key().reveal();
        headers.forEach(
                (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (isHarmless(lower) && (key.isEmpty() || !value.contains(key))) {
                        shown.put(lower, value);
                    }
                });
        return shown;
    }

    private static boolean isHarmless(String name) {
        return switch (name) {
            case "date", "content-type", "server", "retry-after", "x-request-id", "cf-ray" -> true;
            default ->
                    name.startsWith("x-ratelimit-")
                            || name.startsWith("x-tokenlimit")
                            || name.startsWith("x-amzn-")
                            || name.endsWith("-processing-ms");
        };
    }
}
