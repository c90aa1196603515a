package dev.sluice.webchat.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.MemoryLedger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import dev.sluice.webchat.credit.AccountEntry;
import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.AccountEntry.Credit;
import dev.sluice.webchat.credit.Credits;
import dev.sluice.webchat.credit.MemoryAccounts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the frontend adds up is the balance, whatever is listed, older or hidden. */
class StatementTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final long START_NANO_USD = 3_000_000_000L;

    @Property(tries = 200)
    void theSumIsTheBalance(@ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int listed) {
        RandomGenerator random = new SplittableRandom(seed);
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccounts accounts = new MemoryAccounts();
        int rows = random.nextInt(30);
        for (int i = 0; i < rows; i++) {
            Instant at = NOW.minusSeconds(random.nextLong(5 * 86_400));
            spend(ledger, "r" + i, at, random.nextLong(1_000_000_000), random.nextInt(4) == 0);
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            long amount = random.nextLong(1, 2_000_000_000) * (random.nextBoolean() ? 1 : -1);
            accounts.add(new Credit("c" + i, "ann", NOW.minusSeconds(i), amount));
        }
        if (random.nextBoolean()) {
            accounts.add(
                    new Clearing(
                            "x",
                            "ann",
                            NOW.minusSeconds(random.nextLong(5 * 86_400)),
                            Optional.of(random.nextBoolean() ? "together" : "atlascloud"),
                            Optional.empty(),
                            Optional.empty()));
        }
        List<AccountEntry> entries = accounts.entries("ann");
        List<Transaction> transactions =
                Statement.of(
                        entries,
                        ledger.newest("ann", listed),
                        ledger.days("ann"),
                        START_NANO_USD,
                        NOW);
        long sum = 0;
        for (Transaction transaction : transactions) {
            sum +=
                    transaction.type() == Transaction.Type.CREDIT
                            ? Math.abs(transaction.costNanoUsd())
                            : -transaction.costNanoUsd();
        }
        assertThat(sum)
                .isEqualTo(new Credits(accounts, ledger, START_NANO_USD).of("ann").leftNanoUsd());
        assertThat(transactions).isSortedAccordingTo(Comparator.comparing(Transaction::at));
    }

    private static void spend(
            MemoryLedger ledger, String id, Instant at, long nanoUsd, boolean own) {
        Source source = own ? Source.USER : Source.SERVER;
        String provider = nanoUsd % 2 == 0 ? "together" : "atlascloud";
        OpenRow row =
                new OpenRow(
                        id,
                        "ann",
                        ModelKind.CHAT,
                        "m",
                        new Served(source, 0, provider, "m"),
                        Measures.of(Measure.INPUT_TOKENS, 1).with(Measure.OUTPUT_TOKENS, 1),
                        "v",
                        at,
                        at.plusSeconds(60));
        ledger.open(row);
        ledger.settle(
                row,
                new Settlement(
                        new Served(source, 0, provider, "m"),
                        new Told(Outcome.COMPLETED, 200, "stop", null),
                        1,
                        Metered.ofTokens(10, 0, 5, 0, false),
                        new Cost(own ? 0 : nanoUsd, true),
                        1,
                        2));
    }
}
