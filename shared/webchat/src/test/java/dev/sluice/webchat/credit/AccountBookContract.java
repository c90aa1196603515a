package dev.sluice.webchat.credit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webchat.credit.AccountEntry.Clearing;
import dev.sluice.webchat.credit.AccountEntry.Credit;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link AccountBook} does. A subclass makes an empty one for each test. */
public abstract class AccountBookContract {
    private static final Instant NOW = Instant.parse("2100-03-01T23:59:58.123Z");

    private AccountBook book = new MemoryAccounts();

    /** An empty book. */
    protected abstract AccountBook newBook();

    @BeforeEach
    void start() {
        book = newBook();
    }

    @Test
    void entriesOfACallerAreAllOfItsAndOldestFirst() {
        Credit credit = new Credit("02", "ann@example.com", NOW, -1_500_000_000L);
        Clearing clearing =
                new Clearing(
                        "03",
                        "ann@example.com",
                        NOW,
                        Optional.of("together"),
                        Optional.of(NOW.minusSeconds(60)),
                        Optional.of(NOW));
        Clearing all =
                new Clearing(
                        "01",
                        "ann@example.com",
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        book.add(clearing);
        book.add(credit);
        book.add(all);
        book.add(new Credit("01", "ann@example.co", NOW, 7));
        assertThat(book.entries("ann@example.com")).containsExactly(all, credit, clearing);
        assertThat(book.entries("nobody")).isEmpty();
    }

    @Test
    void anEntryThatIsThereIsLeftAlone() {
        Credit first = new Credit("01", "ann", NOW, 5);
        book.add(first);
        book.add(new Credit("01", "ann", NOW, 9));
        assertThat(book.entries("ann")).containsExactly(first);
    }
}
