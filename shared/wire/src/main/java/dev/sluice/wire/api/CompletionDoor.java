package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.ChatRequest;
import dev.sluice.wire.upstream.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /v1/chat/completions} and {@code POST /v1/completions}, streamed or whole. */
public final class CompletionDoor {
    /** What Lambda takes as one request. */
    public static final int MOST_BODY_BYTES = 6 << 20;

    private final Gateway gateway;
    private final Upstream upstream;

    public CompletionDoor(Gateway gateway, Upstream upstream) {
        this.gateway = gateway;
        this.upstream = upstream;
    }

    void serve(Visit visit, ChatRequest.Kind kind) throws Rejected, IOException {
        Caller caller = gateway.authenticate(visit.request().headers().first("authorization"));
        ChatRequest request = read(visit, kind);
        Call call = call(visit, caller, request, kind);
        gateway.serve(call, upstream.attempt(call, request, kind, new VisitClient(visit)));
    }

    private static ChatRequest read(Visit visit, ChatRequest.Kind kind)
            throws Rejected, IOException {
        try {
            return ChatRequest.parse(kind, visit.request().body().read(MOST_BODY_BYTES));
        } catch (BodyTooLarge e) {
            throw new Rejected(
                    new Rejection.BodyTooLarge(
                            "The request body is larger than "
                                    + e.limitBytes()
                                    + " bytes, the most this gateway takes. Send images as URLs instead of data: URLs."));
        } catch (BadRequest e) {
            throw new Rejected(
                    new Rejection.BadRequest(String.valueOf(e.getMessage()), e.param(), e.code()));
        }
    }

    private static Call call(
            Visit visit, Caller caller, ChatRequest request, ChatRequest.Kind kind) {
        List<String> models = new ArrayList<>();
        models.add(request.model());
        models.addAll(request.fallbackModels());
        return new Call(
                visit.requestId(),
                caller,
                models,
                kind == ChatRequest.Kind.CHAT ? ModelKind.CHAT : ModelKind.COMPLETION,
                request.stream(),
                request.estimatedInputTokens(),
                request.maxTokens(),
                request.choices(),
                visit.request().deadlineEpochMicros(),
                visit.request().trace());
    }
}
