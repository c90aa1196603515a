package dev.sluice.webchat.chat;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.page.WebEvents;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.page.WebTime;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.openai.answer.ChunkEditor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The frontend's stream: {@code status}, {@code provider_fallback} for every provider that failed
 * before, {@code llm_request}, {@code delta} for each piece the moment it comes, then {@code
 * llm_response}, {@code message_complete} and {@code complete}; or an {@code error} and no {@code
 * complete}. For one request; its calls never overlap.
 */
final class WebAnswer implements AnswerFormat {
    private final WebRequest request;
    private final Clock clock;
    private final long startNanos;
    private final StringBuilder content = new StringBuilder();
    private final List<Failed> failed = new ArrayList<>();
    private @Nullable Candidate candidate;
    private Headers headers = Headers.none();
    private int status = 200;
    private long firstTokenNanos = -1;
    private boolean tried;

    private record Failed(Candidate candidate, Fault.Kind kind) {}

    WebAnswer(WebRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
        this.startNanos = clock.nanos();
    }

    /** Whether any provider was called. */
    boolean tried() {
        return tried;
    }

    @Override
    public void calling(Candidate next) {
        tried = true;
        candidate = next;
    }

    @Override
    public void failed(Candidate last, Fault fault) {
        failed.add(new Failed(last, fault.kind()));
    }

    @Override
    public void answered(int httpStatus, Supplier<Headers> httpHeaders) {
        status = httpStatus;
        headers = httpHeaders.get();
    }

    @Override
    public void begin(OutputStream out, Admitted admitted) throws IOException {
        Candidate serving = admitted.candidate();
        WebEvents.write(
                out,
                "status",
                WebJson.object(
                        json -> {
                            json.writeStringField("status", "processing");
                            json.writeStringField("model", serving.model().id());
                            json.writeStringField("provider", serving.provider().name());
                            json.writeBooleanField("hasTools", false);
                        }));
        for (int i = 0; i < failed.size(); i++) {
            fallback(out, i, serving);
        }
        WebEvents.write(
                out,
                "llm_request",
                WebJson.object(
                        json -> {
                            LlmCall.writeHead(json, serving);
                            json.writeFieldName("request");
                            json.writeRawValue(WebJson.text(request.shown(serving.model().id())));
                            json.writeStringField("timestamp", now());
                        }));
    }

    private void fallback(OutputStream out, int index, Candidate serving) throws IOException {
        Failed from = failed.get(index);
        Candidate to = index + 1 < failed.size() ? failed.get(index + 1).candidate() : serving;
        WebEvents.write(
                out,
                "provider_fallback",
                WebJson.object(
                        json -> {
                            json.writeStringField("originalModel", from.candidate().model().id());
                            json.writeStringField(
                                    "originalProvider", from.candidate().provider().name());
                            json.writeStringField("fallbackModel", to.model().id());
                            json.writeStringField("fallbackProvider", to.provider().name());
                            json.writeStringField("reason", reason(from.kind()));
                            json.writeNumberField("attempt", index + 1);
                            json.writeStringField("phase", LlmCall.PHASE);
                            json.writeNumberField("iteration", 1);
                        }));
    }

    private static String reason(Fault.Kind kind) {
        return switch (kind) {
            case FORBIDDEN -> "forbidden";
            case BUSY -> "overloaded";
            case RATE_LIMITED -> "rate_limit";
            case TIMED_OUT -> "timeout";
            case BAD_KEY -> "bad_key";
            case NO_CREDIT -> "no_credit";
            case NOT_SERVED -> "not_served";
            default -> "error";
        };
    }

    @Override
    public void chunk(OutputStream out, ChunkEditor editor) throws IOException {
        String text = editor.text();
        if (!text.isEmpty()) {
            if (firstTokenNanos < 0) {
                firstTokenNanos = clock.nanos() - startNanos;
            }
            content.append(text);
            WebEvents.delta(out, text);
        }
    }

    @Override
    public void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens)
            throws IOException {
        LlmCall call = call(editor, estimatedInputTokens);
        if (content.isEmpty()) {
            fail(out, empty(call.finishReason()), "EMPTY_ANSWER", 502);
            return;
        }
        String callJson = WebJson.text(call.toJson());
        WebEvents.write(
                out,
                "llm_response",
                WebJson.object(
                        json -> {
                            LlmCall.writeHead(json, call.candidate());
                            call.writeResponse(json);
                            json.writeFieldName("llmApiCall");
                            json.writeRawValue(callJson);
                            json.writeObjectFieldStart("performance");
                            json.writeNumberField("timeToFirstToken", call.firstTokenMillis());
                            json.writeNumberField("totalDuration", call.durationMillis());
                            json.writeEndObject();
                            json.writeStringField("timestamp", call.timestamp());
                        }));
        WebEvents.write(
                out,
                "message_complete",
                WebJson.object(
                        json -> {
                            json.writeStringField("role", "assistant");
                            json.writeStringField("content", call.content());
                            json.writeArrayFieldStart("llmApiCalls");
                            json.writeRawValue(callJson);
                            json.writeEndArray();
                        }));
        WebEvents.write(out, "complete", complete(call.cost()));
    }

    private LlmCall call(ChunkEditor editor, long estimatedInputTokens) {
        Candidate served = served();
        Metered usage = editor.usageOrEstimate(estimatedInputTokens);
        return new LlmCall(
                served,
                request.shownBriefly(served.model().id()),
                content.toString(),
                editor.finishReason(),
                usage,
                status,
                headers,
                Cost.of(served, usage),
                Math.max(0, firstTokenNanos) / 1_000_000,
                (clock.nanos() - startNanos) / 1_000_000,
                now());
    }

    /** The history is not sent back: the frontend has it, and reads none of it. */
    private static byte[] complete(Cost cost) {
        return WebJson.object(
                json -> {
                    json.writeStringField("status", "success");
                    json.writeArrayFieldStart("messages");
                    json.writeEndArray();
                    json.writeNumberField("iterations", 1);
                    if (cost.priced()) {
                        WebJson.usd(json, "cost", cost.nanoUsd());
                    }
                });
    }

    @Override
    public void fail(OutputStream out, Rejection rejection) throws IOException {
        fail(out, rejection.message(), Statuses.code(rejection), Statuses.of(rejection));
    }

    private void fail(OutputStream out, String message, String code, int statusCode)
            throws IOException {
        Candidate serving = served();
        WebEvents.write(
                out,
                "error",
                WebJson.object(
                        json -> {
                            json.writeStringField("error", message);
                            json.writeStringField("code", code);
                            json.writeNumberField("statusCode", statusCode);
                            json.writeObjectFieldStart("llmRequest");
                            LlmCall.writeHead(json, serving);
                            json.writeEndObject();
                            json.writeStringField("timestamp", now());
                        }));
    }

    private static String empty(@Nullable String finishReason) {
        return "The model gave no text"
                + (finishReason == null ? "" : " (it ended with \"" + finishReason + "\")")
                + ". Try again, or choose another model.";
    }

    private Candidate served() {
        if (candidate == null) {
            throw new IllegalStateException("no provider was called");
        }
        return candidate;
    }

    private String now() {
        return WebTime.iso(clock.instant());
    }
}
