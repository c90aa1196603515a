package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import dev.sluice.core.settle.UsageRow;
import java.util.Arrays;
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
                LedgerItems.openRow(item),
                settled ? Optional.of(settlement(item)) : Optional.empty());
    }

    /**
     * An open row and what it knows: of one that never was told anything, what it was opened as.
     */
    static Ledger.Overdue overdue(Map<String, AttributeValue> item) {
        OpenRow opened = LedgerItems.openRow(item);
        return new Ledger.Overdue(opened, note(item, opened), JobItems.job(item));
    }

    /** A row that stands for a job; empty for any other. */
    static Optional<JobRow> job(Map<String, AttributeValue> item) {
        return JobItems.job(item)
                .map(
                        job -> {
                            UsageRow row = row(item);
                            return new JobRow(
                                    row.opened(), note(item, row.opened()), job, row.settlement());
                        });
    }

    private static Note note(Map<String, AttributeValue> item, OpenRow opened) {
        OptionalLong attempts = Attributes.optionalNumber(item, LedgerItems.ATTEMPTS);
        return attempts.isEmpty()
                ? Note.first(opened)
                : new Note(
                        LedgerItems.served(item),
                        Math.toIntExact(attempts.getAsLong()),
                        usage(item));
    }

    static Rollup rollup(Map<String, AttributeValue> item) {
        return new Rollup(
                LedgerItems.measures(item)
                        .with(Measure.REQUESTS, sum(item, Measure.REQUESTS.attribute()))
                        .with(Measure.NANO_USD, sum(item, Measure.NANO_USD.attribute())),
                sum(item, "unpricedRequests"),
                sum(item, "estimatedRequests"));
    }

    /** What a settled row adds to its day, whatever a newer version may have written beside it. */
    static Rollup summand(Map<String, AttributeValue> row) {
        Measures sums =
                LedgerItems.measures(row)
                        .with(Measure.REQUESTS, 1)
                        .with(
                                Measure.NANO_USD,
                                Attributes.number(row, Measure.NANO_USD.attribute()));
        return new Rollup(
                sums,
                Attributes.flag(row, "priced") ? 0 : 1,
                Attributes.flag(row, "estimated") ? 1 : 0);
    }

    /** Whether it can be read what a settled row adds to its day, and by which mark. */
    static boolean isSummand(Map<String, AttributeValue> row) {
        try {
            LedgerItems.mark("", row);
            summand(row);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    static Settlement settlement(Map<String, AttributeValue> item) {
        return new Settlement(
                LedgerItems.served(item),
                new Told(
                        outcome(Attributes.text(item, "outcome")),
                        Math.toIntExact(Attributes.number(item, "status")),
                        Attributes.textOrNull(item, "finishReason"),
                        Attributes.textOrNull(item, "errorCode")),
                Math.toIntExact(Attributes.number(item, LedgerItems.ATTEMPTS)),
                usage(item),
                new Cost(
                        Attributes.number(item, Measure.NANO_USD.attribute()),
                        Attributes.flag(item, "priced")),
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
