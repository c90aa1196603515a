package dev.sluice.webchat.media;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.webchat.visit.AccountPolicy;
import dev.sluice.webchat.visit.Visitors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.api.Serving;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the frontend's doors of sound and pictures have in common: for those who may use the
 * server's providers, by the cheapest model where none that is there is named, at an endpoint of
 * {@code /v1}.
 */
public final class MediaDoor {
    private final Serving serving;
    private final Visitors visitors;
    private final AccountPolicy policy;
    private final Offers offers;
    private final Clock clock;

    public MediaDoor(WebParts parts) {
        this.serving = parts.serving();
        this.visitors = parts.visitors();
        this.policy = parts.accountPolicy();
        this.offers = parts.models().offers();
        this.clock = parts.clock();
    }

    /** Who may come in, and what pays; empty where the visitor was told that nothing does. */
    Optional<AccountPolicy.Paid> enter(Visit visit) throws Rejected, IOException {
        visit.errorsAs(WebErrors.JSON);
        return enter(visit, visitors.visitor(visit));
    }

    /** The same by a token that came elsewhere than in the header. */
    Optional<AccountPolicy.Paid> enter(Visit visit, Secret token) throws Rejected, IOException {
        visit.errorsAs(WebErrors.JSON);
        return enter(visit, visitors.visitor(token));
    }

    private Optional<AccountPolicy.Paid> enter(Visit visit, Visitor visitor)
            throws Rejected, IOException {
        if (!visitor.mayUseServer()) {
            throw new Rejected(
                    new Rejection.Forbidden(
                            "This account may not use this server's providers.", "not_allowed"));
        }
        visitors.hear(visit, visitor);
        try {
            return Optional.of(policy.paidFor(visitor, policy.choice(visitor, List.of())));
        } catch (AccountPolicy.NoCredit e) {
            visit.json(402, Headers.none(), WebJson.object(WebErrors.noCredit(e.balance(), 0)));
            return Optional.empty();
        }
    }

    /**
     * The model that is named, if it is there; else the cheapest, of that provider if it has one.
     */
    Offer offer(Caller caller, ModelKind kind, String name, String provider) throws Rejected {
        return offer(caller, kind, "", name, provider);
    }

    /**
     * The same of one category, where it is not named.
     *
     * @param category empty for any
     */
    Offer offer(Caller caller, ModelKind kind, String category, String name, String provider)
            throws Rejected {
        List<Offer> ofKind =
                offers.all(caller).stream().filter(offer -> offer.model().kind() == kind).toList();
        List<Offer> all =
                ofKind.stream()
                        .filter(
                                offer ->
                                        category.isEmpty()
                                                || offer.model().category().equals(category))
                        .toList();
        return ofKind.stream()
                .filter(offer -> offer.name().equals(name) || offer.model().id().equals(name))
                .findFirst()
                .or(() -> cheapest(all, provider))
                .or(() -> cheapest(all, ""))
                .orElseThrow(
                        () ->
                                new Rejected(
                                        new Rejection.ModelNotFound(
                                                "No configured provider has a model for this.",
                                                List.of())));
    }

    private static Optional<Offer> cheapest(List<Offer> offers, String provider) {
        return offers.stream()
                .filter(offer -> provider.isEmpty() || offer.provider().name().equals(provider))
                .min(Comparator.comparingLong(offer -> offer.model().priceRank()));
    }

    void serve(Visit visit, AccountPolicy.Paid paid, String path, Content content) throws Rejected {
        serve(visit, visit.requestId(), new VisitClient(visit), paid, path, content);
    }

    /**
     * The same with the answer going elsewhere than as it comes.
     *
     * @param requestId the row's; another one for each call of a visit
     */
    void serve(
            Visit visit,
            String requestId,
            Client client,
            AccountPolicy.Paid paid,
            String path,
            Content content)
            throws Rejected {
        Endpoint endpoint = Objects.requireNonNull(Endpoints.ALL.at(path));
        Asked asked;
        try {
            asked = endpoint.read(content);
        } catch (BadRequest e) {
            throw e.rejected();
        }
        Call call =
                new Call(
                        requestId,
                        paid.caller(),
                        asked.ask(),
                        visit.request().deadlineEpochMicros(),
                        visit.request().trace());
        Reply reply = new Reply(client, endpoint.format(call, asked), clock);
        serving.serve(call, paid.choice().accounts(), new Question(asked), reply);
    }
}
