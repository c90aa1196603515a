package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.Counting;
import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import java.io.IOException;
import java.util.Optional;

/** Takes a request in at its endpoint and sends it down the pipeline. */
public final class EndpointDoor {
    /** What Lambda takes as one request. */
    public static final int MOST_BODY_BYTES = 6 << 20;

    private static final String SMALLER =
            "Send images as URLs instead of data: URLs, and sound as 'file_url' instead of 'file'.";

    private final Gateway gateway;
    private final Serving serving;
    private final Endpoints endpoints;
    private final Clock clock;

    public EndpointDoor(Gateway gateway, Serving serving, Endpoints endpoints, Clock clock) {
        this.gateway = gateway;
        this.serving = serving;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    void serve(Visit visit, Endpoint endpoint) throws Rejected, IOException {
        try (StoreBudget.Bound _ = StoreBudget.bindUnlessBound()) {
            serveWithin(visit, endpoint);
        }
    }

    private void serveWithin(Visit visit, Endpoint endpoint) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        if (visit.request().mayBeLarge()) {
            gateway.hear(caller);
        }
        Question question = new Question(read(visit, endpoint));
        Call call =
                new Call(
                        visit.requestId(),
                        caller,
                        question.asked().ask(),
                        visit.request().deadlineEpochMicros(),
                        visit.request().trace());
        VisitClient client = new VisitClient(visit, question);
        Reply reply = new Reply(client, endpoint.format(call, question.asked()), clock);
        try {
            serving.serve(call, Accounts.CONFIGURED, question, reply);
        } catch (Rejected e) {
            throw e.rejection() instanceof Rejection.WrongKind wrong
                    ? rightDoor(wrong)
                    : told(e, reply.format());
        }
    }

    private static Rejected told(Rejected rejected, AnswerFormat format) {
        Rejection told = format.told(rejected.rejection());
        return told.equals(rejected.rejection())
                ? rejected
                : new Rejected(told).after(rejected.tried(), rejected.meters());
    }

    /** Counts the tokens of a request that is not sent on. */
    void count(Visit visit, Endpoint endpoint, ModelsDoor models) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        Ask ask = read(visit, endpoint).ask();
        models.require(caller, ask.models().getFirst());
        Counting counting = endpoint.counting().orElseThrow();
        visit.json(200, Headers.none(), counting.answer(ask.inputTokens()));
    }

    private Rejected rightDoor(Rejection.WrongKind wrong) {
        Optional<String> path = endpoints.pathOf(wrong.model());
        Optional<String> inAtlasForm = endpoints.atlasPathOf(wrong.model());
        return new Rejected(
                new Rejection.WrongKind(
                        wrong.message()
                                + path.map(right -> " Ask for it at POST " + right + ".").orElse("")
                                + inAtlasForm
                                        .map(right -> " In Atlas Cloud's form: POST " + right + ".")
                                        .orElse(""),
                        wrong.model()));
    }

    private static Asked read(Visit visit, Endpoint endpoint) throws Rejected, IOException {
        try {
            DoorRequest request = visit.request();
            return endpoint.read(
                    new Content(
                            visit.body(MOST_BODY_BYTES, "The request body", SMALLER),
                            request.headers().first("content-type"),
                            request.headers()));
        } catch (BadRequest e) {
            throw e.rejected();
        }
    }
}
