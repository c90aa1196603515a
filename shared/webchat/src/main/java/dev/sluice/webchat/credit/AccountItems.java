package dev.sluice.webchat.credit;

import dev.sluice.aws.ledger.CallerItem;
import dev.sluice.aws.store.Attributes;
import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.AccountEntry.Credit;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Account entries as items of the usage table: {@code sk = acct#<id>}, {@code entry} (S, {@code
 * credit} or {@code clearing}), {@code createdAt}; {@code amountNanoUsd}, or {@code provider},
 * {@code from}, {@code to}.
 */
final class AccountItems {
    static final String PREFIX = "acct#";

    private static final String ENTRY = "entry";
    private static final String CREDIT = "credit";
    private static final String CREATED_AT = "createdAt";
    private static final String AMOUNT = "amountNanoUsd";

    private AccountItems() {}

    static CallerItem item(AccountEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(CREATED_AT, Attributes.text(entry.createdAt().toString()));
        switch (entry) {
            case Credit credit -> {
                item.put(ENTRY, Attributes.text(CREDIT));
                item.put(AMOUNT, Attributes.number(credit.amountNanoUsd()));
            }
            case Clearing clearing -> {
                item.put(ENTRY, Attributes.text("clearing"));
                clearing.provider()
                        .ifPresent(provider -> item.put("provider", Attributes.text(provider)));
                clearing.from()
                        .ifPresent(from -> item.put("from", Attributes.text(from.toString())));
                clearing.to().ifPresent(to -> item.put("to", Attributes.text(to.toString())));
            }
        }
        return new CallerItem(entry.callerId(), entry.id(), item);
    }

    static AccountEntry entry(CallerItem stored) {
        Map<String, AttributeValue> item = stored.attributes();
        String id = stored.id();
        String callerId = stored.callerId();
        Instant createdAt = Instant.parse(Attributes.text(item, CREATED_AT));
        return Attributes.text(item, ENTRY).equals(CREDIT)
                ? new Credit(id, callerId, createdAt, Attributes.number(item, AMOUNT))
                : new Clearing(
                        id,
                        callerId,
                        createdAt,
                        Optional.ofNullable(Attributes.textOrNull(item, "provider")),
                        instant(item, "from"),
                        instant(item, "to"));
    }

    private static Optional<Instant> instant(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(Attributes.textOrNull(item, name)).map(Instant::parse);
    }
}
