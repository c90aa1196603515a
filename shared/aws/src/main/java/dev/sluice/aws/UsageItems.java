package dev.sluice.aws;

import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.UsageRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items of the usage table, read back. */
final class UsageItems {
    private UsageItems() {}

    static UsageRow row(Map<String, AttributeValue> item) {
        boolean settled =
                LedgerItems.SETTLED.equals(Attributes.textOrNull(item, LedgerItems.STATE));
        return new UsageRow(
                opened(item), settled ? Optional.of(settlement(item)) : Optional.empty());
    }

    /**
     * An open row and what it knows: of one that never was told anything, what it was opened as.
     */
    static Ledger.Overdue overdue(Map<String, AttributeValue> item) {
        OpenRow opened = opened(item);
        OptionalLong attempts = Attributes.optionalNumber(item, LedgerItems.ATTEMPTS);
        return new Ledger.Overdue(
                opened,
                attempts.isEmpty()
                        ? Note.first(opened)
                        : new Note(
                                LedgerItems.source(item),
                                Math.toIntExact(Attributes.number(item, "slot")),
                                Attributes.text(item, "provider"),
                                Attributes.text(item, "modelServed"),
                                Math.toIntExact(attempts.getAsLong()),
                                usage(item)));
    }

    static Rollup rollup(Map<String, AttributeValue> item) {
        return new Rollup(
                sum(item, "requests"),
                sum(item, "inputTokens"),
                sum(item, "cachedInputTokens"),
                sum(item, "outputTokens"),
                sum(item, "reasoningTokens"),
                sum(item, "costNanoUsd"),
                sum(item, "unpricedRequests"),
                sum(item, "estimatedRequests"));
    }

    /** What it was opened as, before it fell back to another slot or model. */
    private static OpenRow opened(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> first = new HashMap<>(item);
        restore(first, LedgerItems.SOURCE, LedgerItems.FIRST_SOURCE);
        restore(first, "slot", LedgerItems.FIRST_SLOT);
        restore(first, "provider", LedgerItems.FIRST_PROVIDER);
        restore(first, "modelServed", LedgerItems.FIRST_MODEL);
        return LedgerItems.openRow(first);
    }

    private static void restore(Map<String, AttributeValue> item, String name, String first) {
        AttributeValue value = item.get(first);
        if (value != null) {
            item.put(name, value);
        }
    }

    private static Settlement settlement(Map<String, AttributeValue> item) {
        return new Settlement(
                LedgerItems.source(item),
                Math.toIntExact(Attributes.number(item, "slot")),
                Attributes.text(item, "provider"),
                Attributes.text(item, "modelServed"),
                outcome(Attributes.text(item, "outcome")),
                Math.toIntExact(Attributes.number(item, "status")),
                Attributes.textOrNull(item, "finishReason"),
                Attributes.textOrNull(item, "errorCode"),
                Math.toIntExact(Attributes.number(item, "attempts")),
                usage(item),
                Attributes.number(item, "costNanoUsd"),
                Attributes.flag(item, "priced"),
                Attributes.optionalNumber(item, "ttftMillis").orElse(-1),
                Attributes.optionalNumber(item, "durationMillis").orElse(-1));
    }

    private static Metered usage(Map<String, AttributeValue> item) {
        return new Metered(LedgerItems.measures(item), Attributes.flag(item, "estimated"));
    }

    private static Outcome outcome(String label) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown outcome " + label));
    }

    private static long sum(Map<String, AttributeValue> item, String name) {
        return Attributes.optionalNumber(item, name).orElse(0);
    }
}
