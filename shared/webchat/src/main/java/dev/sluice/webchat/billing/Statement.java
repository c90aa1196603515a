package dev.sluice.webchat.billing;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.webchat.credit.AccountEntry;
import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.AccountEntry.Credit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A caller's transactions. The frontend adds them up itself, so their sum must be the balance: what
 * a day's rollup holds beyond the rows that are listed (older ones, hidden ones) is one {@code
 * summary} of that day.
 */
final class Statement {
    private final List<Transaction> transactions = new ArrayList<>();

    private Statement() {}

    /** Oldest first. */
    static List<Transaction> of(
            List<AccountEntry> entries,
            List<UsageRow> rows,
            SortedMap<LocalDate, Rollup> days,
            long startNanoUsd,
            Instant now) {
        Statement statement = new Statement();
        statement.credits(entries, startNanoUsd, first(entries, days, now));
        SortedMap<LocalDate, Rollup> rest = new TreeMap<>(days);
        for (UsageRow row : rows) {
            if (row.settlement().isPresent() && !hidden(entries, row)) {
                statement.row(row, row.settlement().get());
                rest.computeIfPresent(
                        day(row), (day, rollup) -> rollup.minus(Rollup.of(row.settlement().get())));
            }
        }
        rest.forEach(statement::summary);
        statement.transactions.sort(Comparator.comparing(Transaction::at));
        return statement.transactions;
    }

    static boolean hidden(List<AccountEntry> entries, UsageRow row) {
        String provider = row.settlement().map(Settlement::provider).orElse("");
        return entries.stream()
                .anyMatch(
                        entry ->
                                entry instanceof Clearing clearing
                                        && clearing.hides(provider, row.opened().createdAt()));
    }

    /** The welcome comes before everything else. */
    private static Instant first(
            List<AccountEntry> entries, SortedMap<LocalDate, Rollup> days, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate first =
                days.isEmpty() || today.isBefore(days.firstKey()) ? today : days.firstKey();
        Instant start = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        return entries.isEmpty() || start.isBefore(entries.getFirst().createdAt())
                ? start
                : entries.getFirst().createdAt();
    }

    private void credits(List<AccountEntry> entries, long startNanoUsd, Instant start) {
        if (startNanoUsd > 0) {
            transactions.add(Transaction.credit(start, "welcome_credit", startNanoUsd, ""));
        }
        for (AccountEntry entry : entries) {
            if (entry instanceof Credit credit) {
                transactions.add(
                        Transaction.credit(
                                credit.createdAt(),
                                credit.amountNanoUsd() > 0 ? "credit" : "credit_taken",
                                credit.amountNanoUsd(),
                                credit.id()));
            }
        }
    }

    private void row(UsageRow row, Settlement settlement) {
        transactions.add(
                new Transaction(
                        row.opened().createdAt(),
                        settlement.provider(),
                        settlement.modelServed(),
                        Transaction.Type.of(row.opened().kind()),
                        settlement.usage().of(Measure.INPUT_TOKENS),
                        settlement.usage().of(Measure.OUTPUT_TOKENS),
                        settlement.costNanoUsd(),
                        Math.max(0, settlement.durationMillis()),
                        settlement.outcome() == Outcome.COMPLETED ? "success" : "error",
                        1,
                        settlement.source().label(),
                        row.opened().requestId()));
    }

    private void summary(LocalDate day, Rollup rest) {
        if (rest.requests() <= 0 && rest.costNanoUsd() == 0) {
            return;
        }
        transactions.add(
                new Transaction(
                        day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                        "all",
                        "all",
                        Transaction.Type.SUMMARY,
                        Math.max(0, rest.of(Measure.INPUT_TOKENS)),
                        Math.max(0, rest.of(Measure.OUTPUT_TOKENS)),
                        rest.costNanoUsd(),
                        0,
                        "success",
                        Math.max(1, rest.requests()),
                        "server",
                        ""));
    }

    private static LocalDate day(UsageRow row) {
        return row.opened().createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
