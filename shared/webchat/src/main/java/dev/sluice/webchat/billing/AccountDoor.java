package dev.sluice.webchat.billing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.authenticate.Pace;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.webchat.credit.AccountEntry;
import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.CreditBalance;
import dev.sluice.webchat.listing.Features;
import dev.sluice.webchat.page.Query;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.page.WebTime;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.webchat.visit.Visitors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code GET /usage}, {@code GET /billing} and {@code DELETE /billing/clear}: what the ledger says
 * of the caller. Clearing hides rows from the page; ledger and balance stay as they are.
 */
public final class AccountDoor {
    private static final int MOST_ROWS = 500;
    private static final Headers FRESH =
            Headers.of("cache-control", "no-cache, no-store, must-revalidate");

    private static final int VISITS_AT_ONCE = 60;
    private static final int VISITS_A_SECOND = 2;
    private static final int MOST_PACES = 10_000;

    private final Map<String, Pace> paces = new ConcurrentHashMap<>();
    private final WebParts parts;
    private final Visitors visitors;
    private final Offers offers;

    public AccountDoor(WebParts parts) {
        this.parts = parts;
        this.visitors = parts.visitors();
        this.offers = parts.models().offers();
    }

    public void usage(Visit visit) throws Rejected, IOException {
        visit.errorsAs(WebErrors.USAGE);
        Caller caller = visitor(visit).caller();
        CreditBalance balance = parts.money().credits().of(caller.id());
        visit.json(
                200,
                FRESH,
                WebJson.object(
                        json -> {
                            json.writeStringField("userEmail", caller.id());
                            rounded(json, "totalCost", balance.usedNanoUsd());
                            rounded(json, "creditLimit", balance.grantedNanoUsd());
                            rounded(json, "remaining", balance.leftNanoUsd());
                            json.writeBooleanField("exceeded", balance.usedUp());
                            json.writeStringField(
                                    "timestamp", WebTime.iso(parts.clock().instant()));
                        }));
    }

    public void billing(Visit visit) throws Rejected, IOException {
        Visitor visitor = visitor(visit);
        Caller caller = visitor.caller();
        Query query = new Query(visit.request().query());
        List<Transaction> transactions =
                Statement.of(
                                parts.money().accounts().entries(caller.id()),
                                parts.money().usage().newest(caller.id(), MOST_ROWS),
                                parts.money().usage().days(caller.id()),
                                parts.money().credits().startNanoUsd(),
                                parts.clock().instant())
                        .stream()
                        .filter(one -> asked(one, query))
                        .toList();
        List<Slot> slots = parts.accountPolicy().servers(visitor);
        List<Offer> offered = slots.isEmpty() ? List.of() : offers.all(caller);
        visit.json(
                200,
                FRESH,
                WebJson.object(
                        json -> {
                            json.writeBooleanField("success", true);
                            json.writeStringField("source", "service");
                            json.writeNumberField("count", transactions.size());
                            json.writeArrayFieldStart("transactions");
                            for (Transaction transaction : transactions) {
                                transaction.write(json, caller.id());
                            }
                            json.writeEndArray();
                            Totals.write(json, transactions);
                            Features.write(json, slots, offered);
                        }));
    }

    public void clear(Visit visit) throws Rejected, IOException {
        Caller caller = visitor(visit).caller();
        Clearing clearing = clearing(caller, visit);
        List<AccountEntry> entries = parts.money().accounts().entries(caller.id());
        List<UsageRow> shown =
                parts.money().usage().newest(caller.id(), MOST_ROWS).stream()
                        .filter(row -> row.settlement().isPresent())
                        .filter(row -> !Statement.hidden(entries, row))
                        .toList();
        long hidden =
                shown.stream().filter(row -> Statement.hidden(List.of(clearing), row)).count();
        if (hidden > 0) { // else whoever repeats it makes its own account slow to read
            parts.money().accounts().add(clearing);
        }
        visit.json(
                200,
                FRESH,
                WebJson.object(
                        json -> {
                            json.writeBooleanField("success", true);
                            json.writeNumberField("deletedCount", hidden);
                            json.writeNumberField("remainingCount", shown.size() - hidden);
                            json.writeStringField("mode", mode(visit));
                        }));
    }

    /** Each of these doors reads up to some hundred rows, so nobody asks for them without end. */
    private Visitor visitor(Visit visit) throws Rejected {
        Visitor visitor = visitors.visitor(visit);
        if (paces.size() >= MOST_PACES) {
            paces.clear();
        }
        Pace pace =
                paces.computeIfAbsent(
                        visitor.id(),
                        _ -> new Pace(parts.clock(), VISITS_AT_ONCE, VISITS_A_SECOND));
        if (!pace.take()) {
            throw new Rejected(
                    new Rejection.Throttled(
                            "Too many requests for this account's pages. Try again in 1 s.",
                            "requests",
                            1_000_000,
                            Meters.NONE,
                            true,
                            false));
        }
        return visitor;
    }

    private static String mode(Visit visit) {
        return new Query(visit.request().query()).text("mode").orElse("all");
    }

    private Clearing clearing(Caller caller, Visit visit) throws Rejected {
        Query query = new Query(visit.request().query());
        Optional<String> provider = Optional.empty();
        Optional<Instant> from = Optional.empty();
        Optional<Instant> to = Optional.empty();
        switch (mode(visit)) {
            case "all" -> {}
            case "provider" -> provider = Optional.of(required(query.text("provider"), "provider"));
            case "dateRange" -> {
                from = time(query, "startDate", false);
                to = time(query, "endDate", true);
                if (from.isEmpty() && to.isEmpty()) {
                    throw missing("the parameters startDate and endDate are both missing");
                }
            }
            default -> throw missing("mode must be all, provider or dateRange");
        }
        return new Clearing(
                parts.ids().next(), caller.id(), parts.clock().instant(), provider, from, to);
    }

    /** The page lets one of the two out; one that is wrong would clear more than was meant. */
    private static Optional<Instant> time(Query query, String name, boolean end) throws Rejected {
        return query.text(name).isEmpty()
                ? Optional.empty()
                : Optional.of(required(query.time(name, end), name));
    }

    private static <T> T required(Optional<T> value, String name) throws Rejected {
        if (value.isEmpty()) {
            throw missing("the parameter " + name + " is missing or wrong");
        }
        return value.get();
    }

    private static Rejected missing(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "MISSING_PARAMETER"));
    }

    private static boolean asked(Transaction one, Query query) {
        return query.text("type").map(one.type().label()::equals).orElse(true)
                && query.text("provider").map(one.provider()::equals).orElse(true)
                && query.time("startDate", false).map(from -> !one.at().isBefore(from)).orElse(true)
                && query.time("endDate", true).map(to -> !one.at().isAfter(to)).orElse(true);
    }

    /** Four places, as the frontend shows them. */
    private static void rounded(JsonGenerator json, String name, long nanoUsd) throws IOException {
        BigDecimal usd = BigDecimal.valueOf(nanoUsd, 9).setScale(4, RoundingMode.HALF_UP);
        json.writeFieldName(name);
        json.writeNumber(usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString());
    }
}
