package dev.sluice.webchat.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.AccountEntry.Credit;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CreditsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccounts accounts = new MemoryAccounts();
    private final Credits credits = new Credits(accounts, ledger, 1_000);

    @Test
    void everybodyBeginsWithTheStartCredit() {
        assertThat(credits.of("ann")).isEqualTo(new CreditBalance(1_000, 0));
        assertThat(credits.of("ann").usedUp()).isFalse();
    }

    @Test
    void whatRequestsCostOnAnyDayIsUsed() {
        spend("r1", NOW, 300);
        spend("r2", NOW.minusSeconds(40 * 86_400), 699);
        assertThat(credits.of("ann").leftNanoUsd()).isEqualTo(1);
        spend("r3", NOW, 1);
        assertThat(credits.of("ann").usedUp()).as("at nothing left").isTrue();
        assertThat(credits.of("bob").usedUp()).isFalse();
    }

    @Test
    void creditIsAddedAndTaken() {
        accounts.add(new Credit("1", "ann", NOW, 500));
        accounts.add(new Credit("2", "ann", NOW, -1_200));
        assertThat(credits.of("ann").leftNanoUsd()).isEqualTo(300);
        assertThatThrownBy(() -> new Credit("3", "ann", NOW, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clearingGivesNothingBack() {
        spend("r1", NOW, 300);
        accounts.add(
                new Clearing(
                        "1", "ann", NOW, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(credits.of("ann").leftNanoUsd()).isEqualTo(700);
    }

    @Test
    void aClearingHidesWhatWasBeforeItAndFits() {
        Clearing clearing =
                new Clearing(
                        "1",
                        "ann",
                        NOW,
                        Optional.of("together"),
                        Optional.of(NOW.minusSeconds(10)),
                        Optional.of(NOW.minusSeconds(5)));
        assertThat(clearing.hides("together", NOW.minusSeconds(10))).isTrue();
        assertThat(clearing.hides("together", NOW.minusSeconds(5))).isTrue();
        assertThat(clearing.hides("together", NOW.minusSeconds(11))).isFalse();
        assertThat(clearing.hides("together", NOW.minusSeconds(4))).isFalse();
        assertThat(clearing.hides("atlascloud", NOW.minusSeconds(7))).isFalse();
    }

    private void spend(String id, Instant at, long nanoUsd) {
        OpenRow row =
                new OpenRow(
                        id,
                        "ann",
                        ModelKind.CHAT,
                        "m",
                        new Served(Source.SERVER, 0, "p", "m"),
                        Measures.of(Measure.INPUT_TOKENS, 1).with(Measure.OUTPUT_TOKENS, 1),
                        "v",
                        at,
                        at.plusSeconds(60));
        ledger.open(row);
        ledger.settle(
                row,
                new Settlement(
                        new Served(Source.SERVER, 0, "p", "m"),
                        new Told(Outcome.COMPLETED, 200, "stop", null),
                        1,
                        Metered.ofTokens(1, 0, 1, 0, false),
                        new Cost(nanoUsd, true),
                        1,
                        2));
    }
}
