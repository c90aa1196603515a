package dev.sluice.webchat.chat;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.credit.CreditBalance;
import dev.sluice.webchat.own.OwnProviders;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.page.WebEvents;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.webchat.visit.AccountPolicy;
import dev.sluice.webchat.visit.Visitors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.api.Serving;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.TextAsked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * {@code POST /chat}: the frontend's own body and events over the same pipeline as {@code
 * /v1/chat/completions}. The caller's providers come first; the server's follow where the caller
 * may use them and has credit.
 */
public final class ChatDoor {
    /** Pictures come inlined; behind API Gateway Lambda takes less. */
    static final int MOST_BODY_BYTES = 10 << 20;

    static final String SMALLER = "Remove pictures, or start a new one.";

    private final Serving serving;
    private final Visitors visitors;
    private final OwnProviders ownProviders;
    private final AccountPolicy policy;
    private final ModelChoice choice;
    private final Catalog catalog;
    private final Clock clock;
    private final RandomGenerator jitter;

    public ChatDoor(WebParts parts) {
        this.serving = parts.serving();
        this.visitors = parts.visitors();
        this.ownProviders = parts.ownProviders();
        this.policy = parts.accountPolicy();
        this.choice = new ModelChoice(parts.models().catalog(), parts.models().allowedNames());
        this.catalog = parts.models().catalog();
        this.clock = parts.clock();
        this.jitter = parts.jitter();
    }

    public void serve(Visit visit) throws Rejected, IOException {
        visit.errorsAs(WebErrors.STREAM);
        Visitor visitor = visitor(visit);
        byte[] body = visit.body(MOST_BODY_BYTES, "The conversation", SMALLER);
        WebChat chat;
        try {
            chat = WebChat.read(body);
        } catch (MalformedJson e) {
            WebErrors.event(visit, WebErrors.unreadable(e));
            return;
        }
        chat.requireMessages();
        AccountPolicy.Choice choice =
                policy.choice(visitor, ownProviders.slots(chat.providers(), chat.optimization()));
        if (chat.isProbe()) {
            probe(visit, !choice.isNone());
        } else if (choice.isNone()) {
            WebErrors.event(visit, WebErrors.noProviders());
        } else {
            converse(visit, visitor, chat, choice);
        }
    }

    /** The UI reads status and body of this one answer, and only 403 means something to it. */
    private static void probe(Visit visit, boolean hasProviders) throws IOException {
        if (!hasProviders) {
            visit.json(
                    403,
                    Headers.of("cache-control", "no-store"),
                    WebJson.object(WebErrors.noProviders()));
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        WebEvents.write(
                out,
                "done",
                WebJson.object(
                        json -> {
                            json.writeStringField("message", "Provider check passed");
                            json.writeBooleanField("test", true);
                        }));
        WebErrors.stream(visit, out.toByteArray());
    }

    private void converse(Visit visit, Visitor visitor, WebChat chat, AccountPolicy.Choice choice)
            throws Rejected, IOException {
        Remodel remodel = new Remodel(chat);
        ChatRequest request = parse(remodel.request());
        ModelChoice.Need need = need(chat, request);
        AccountPolicy.Paid paid;
        try {
            paid = policy.paidFor(visitor, choice);
        } catch (AccountPolicy.NoCredit e) {
            noCredit(visit, e.balance(), models(chat, choice, visitor.caller(), need), request);
            return;
        }
        List<String> models = models(chat, paid.choice(), paid.caller(), need);
        OptionalLong outputTokens =
                new Estimate(catalog, models, request).reservedTokens(paid.freeNanoUsd());
        Call call = call(visit, paid.caller(), models, request, outputTokens);
        WebAnswer answer =
                new WebAnswer(new WebRequest(remodel.shownMessages(), chat.passedOn()), clock);
        Reply reply = new Reply(new VisitClient(visit), answer, clock);
        Patience patience = new Patience(visit, clock, jitter);
        // Again where a limit is nearly free; not where a provider was called: that has a row.
        while (true) {
            try {
                serving.serve(
                        call,
                        paid.choice().accounts(),
                        new Question(new TextAsked(ChatRequest.Kind.CHAT, request)),
                        reply);
                return;
            } catch (Rejected e) {
                if (e.rejection() instanceof Rejection.Unpaid) {
                    noCredit(visit, policy.free(visitor), models, request);
                    return;
                }
                if (answer.tried() || !patience.waitedOut(e.rejection())) {
                    throw e;
                }
                call = call.again(visit.renewedRequestId());
            }
        }
    }

    private List<String> models(
            WebChat chat, AccountPolicy.Choice accounts, Caller caller, ModelChoice.Need need)
            throws Rejected {
        if (chat.model().isPresent()) {
            return List.of(chat.model().get());
        }
        List<String> names = new ArrayList<>(choice.names(accounts.own(), caller, need));
        names.addAll(choice.names(accounts.servers(), caller, need));
        if (names.isEmpty()) {
            throw new Rejected(
                    new Rejection.ModelNotFound(
                            "No model of the configured providers can serve this conversation.",
                            List.of()));
        }
        return names.stream().distinct().toList();
    }

    /** Refused before its body is read: who is over a limit that is not waited out. */
    private Visitor visitor(Visit visit) throws Rejected {
        Visitor visitor = visitors.visitor(visit);
        try {
            visitors.hear(visit, visitor);
        } catch (Rejected e) {
            if (!Patience.isWorthIt(e.rejection())) {
                throw e;
            }
        }
        return visitor;
    }

    private ModelChoice.Need need(WebChat chat, ChatRequest request) {
        return new ModelChoice.Need(
                chat.optimization(),
                request.estimatedInputTokens(),
                request.imageCount() > 0,
                clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private void noCredit(
            Visit visit, CreditBalance balance, List<String> models, ChatRequest request)
            throws IOException {
        long estimateNanoUsd = new Estimate(catalog, models, request).nanoUsd();
        WebErrors.event(visit, WebErrors.noCredit(balance, estimateNanoUsd));
    }

    private static Call call(
            Visit visit,
            Caller caller,
            List<String> models,
            ChatRequest request,
            OptionalLong outputTokens) {
        return new Call(
                visit.requestId(),
                caller,
                new Ask(
                        models,
                        ModelKind.CHAT,
                        true,
                        request.estimatedInputTokens(),
                        outputTokens,
                        request.answers(),
                        request.leastInputTokens()),
                visit.request().deadlineEpochMicros(),
                visit.request().trace());
    }

    private static ChatRequest parse(byte[] body) throws Rejected {
        try {
            return ChatRequest.parse(ChatRequest.Kind.CHAT, body);
        } catch (BadRequest e) {
            throw e.rejected();
        }
    }
}
