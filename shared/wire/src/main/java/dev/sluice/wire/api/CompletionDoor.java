package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.answer.OpenAiFormat;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.ChatRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /v1/chat/completions} and {@code POST /v1/completions}, streamed or whole. */
public final class CompletionDoor {
    /** What Lambda takes as one request. */
    public static final int MOST_BODY_BYTES = 6 << 20;

    private final Gateway gateway;
    private final Serving serving;
    private final Clock clock;

    public CompletionDoor(Gateway gateway, Serving serving, Clock clock) {
        this.gateway = gateway;
        this.serving = serving;
        this.clock = clock;
    }

    void serve(Visit visit, ChatRequest.Kind kind) throws Rejected, IOException {
        Caller caller = gateway.authenticate(visit.request().headers().first("authorization"));
        ChatRequest request = read(visit, kind);
        Call call = call(visit, caller, request, kind);
        Reply reply = new Reply(new VisitClient(visit), new OpenAiFormat(), clock);
        serving.serve(call, Accounts.CONFIGURED, request, kind, reply);
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
