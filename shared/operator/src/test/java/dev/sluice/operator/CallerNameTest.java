package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.MemoryKeys;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.core.settle.UsageView;
import dev.sluice.webchat.credit.MemoryAccounts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is named is the caller that the ledger has rows of, in every command that names one. */
class CallerNameTest {
    private final MemoryKeys keys = new MemoryKeys();

    CallerNameTest() {
        for (String name : List.of("Alice", "Bob@desk")) {
            keys.create(
                    new KeyRecord(
                            GatewayKey.hash(name),
                            name,
                            List.of(),
                            List.of(),
                            Instant.EPOCH,
                            Optional.empty(),
                            false));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Alice, Alice",
        "' Alice ', Alice",
        "Bob@desk, Bob@desk",
        "Ann2@Example.com, ann2@example.com",
        "arn:aws:iam::123456789012:role/app, arn:aws:iam::123456789012:role/app",
        "arn:aws:iam::123456789012:role/some/path/App@x, arn:aws:iam::123456789012:role/App@x",
        "arn:aws:sts::123456789012:assumed-role/app/session, arn:aws:iam::123456789012:role/app",
    })
    void isTheLedgers(String typed, String caller) {
        Asked asked = new Asked(new ArrayList<>());
        assertThat(new UsageCommand(keys, asked).list(typed, null)).isZero();
        assertThat(asked.callers()).containsExactly(caller);

        MemoryAccounts accounts = new MemoryAccounts();
        assertThat(new Credit(accounts, keys, "test").add(typed, "5.00")).isZero();
        assertThat(accounts.entries(caller)).hasSize(1);
    }

    /** A ledger without rows, which notes whose it was asked for. */
    private record Asked(List<String> callers) implements UsageView {
        @Override
        public Optional<UsageRow> row(String callerId, String requestId) {
            throw new AssertionError(callerId);
        }

        @Override
        public List<UsageRow> newest(String callerId, int most) {
            throw new AssertionError(callerId);
        }

        @Override
        public Rollup rollup(String callerId, LocalDate day) {
            throw new AssertionError(callerId);
        }

        @Override
        public SortedMap<LocalDate, Rollup> days(String callerId) {
            callers.add(callerId);
            return new TreeMap<>();
        }
    }
}
