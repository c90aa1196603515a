package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest extends LedgerContract {
    @Override
    protected Opened newLedger() {
        MemoryLedger ledger = new MemoryLedger();
        return new Opened(ledger, ledger, ledger);
    }

    @Test
    void keepsTheNewestSettledRowsEveryOpenOneAndTheWholeRollup() {
        MemoryLedger ledger = new MemoryLedger();
        ledger.open(row("open", "ann", NOW));
        for (int i = 0; i < 2_001; i++) {
            OpenRow row = row("r" + i, "ann", NOW);
            ledger.open(row);
            ledger.settle(row, completed(1, 1, 1));
        }
        assertThat(ledger.row("ann", "r0")).isEmpty();
        assertThat(ledger.row("ann", "r1")).isPresent();
        assertThat(ledger.row("ann", "open")).isPresent();
        assertThat(ledger.rollup("ann", LocalDate.of(2100, 3, 1)).requests()).isEqualTo(2_001);
    }
}
