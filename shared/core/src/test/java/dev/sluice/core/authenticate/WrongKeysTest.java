package dev.sluice.core.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wrong keys cost a bounded number of reads, and keep nobody out who was in. */
class WrongKeysTest {
    private static final String GOOD = "sk-sluice-good";
    private static final int FLOOD = 5_000;

    private final FakeClock clock = new FakeClock();
    private final MemoryKeys keys = new MemoryKeys();
    private final AtomicInteger reads = new AtomicInteger();
    private Authenticate authenticate = new Authenticate(keys, clock);

    @BeforeEach
    void start() {
        create(GOOD, "ann");
        authenticate = new Authenticate(new PacedKeys(new Counting(), clock), clock);
    }

    private void create(String key, String name) {
        keys.create(
                new KeyRecord(
                        GatewayKey.hash(key),
                        name,
                        List.of(),
                        List.of(),
                        Instant.EPOCH,
                        Optional.empty(),
                        false));
    }

    /** Counts what is looked up. */
    private final class Counting implements KeyStore {
        @Override
        public Optional<KeyRecord> find(String hash) {
            reads.incrementAndGet();
            return keys.find(hash);
        }

        @Override
        public boolean create(KeyRecord record) {
            return keys.create(record);
        }

        @Override
        public List<KeyRecord> list() {
            return keys.list();
        }

        @Override
        public boolean revoke(String name) {
            return keys.revoke(name);
        }
    }

    private void flood() {
        for (int i = 0; i < FLOOD; i++) {
            String key = "Bearer sk-sluice-wrong" + i;
            assertThatThrownBy(() -> authenticate.authenticate(key)).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aFloodOfDifferentOnesIsNotReadOneByOne() {
        flood();
        assertThat(reads).hasValueLessThanOrEqualTo(100);
        clock.advance(Duration.ofSeconds(1));
        flood();
        assertThat(reads).hasValueLessThanOrEqualTo(120);
    }

    @Test
    void whoseKeyWasNotLookedUpIsToldToTryAgain() {
        flood();
        assertThatThrownBy(() -> authenticate.authenticate("Bearer sk-sluice-another"))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        e -> assertThat(e.rejection()).isInstanceOf(Rejection.Throttled.class));
    }

    @Test
    void whoWasInStaysInHoweverOftenItIsLookedUp() throws Exception {
        authenticate.authenticate("Bearer " + GOOD);
        for (int i = 0; i < 3; i++) {
            flood();
            clock.advance(Duration.ofSeconds(11));
            flood();
            assertThat(authenticate.authenticate("Bearer " + GOOD).id()).isEqualTo("ann");
        }
    }

    @Test
    void whoIsNewGetsInAfterAMoment() throws Exception {
        flood();
        assertThatThrownBy(() -> authenticate.authenticate("Bearer " + GOOD))
                .isInstanceOf(Rejected.class);
        clock.advance(Duration.ofMillis(50));
        assertThat(authenticate.authenticate("Bearer " + GOOD).id()).isEqualTo("ann");
    }

    @Test
    void goodKeysDoNotCount() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            clock.advance(Duration.ofSeconds(20));
            assertThat(authenticate.authenticate("Bearer " + GOOD).id()).isEqualTo("ann");
        }
        assertThat(reads).hasValue(1_000);
    }

    /** As many as come at once where a new instance starts. */
    @Test
    void goodKeysThatAreNewHereDoNotCountEither() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            create("sk-sluice-good" + i, "ann" + i);
            assertThat(authenticate.authenticate("Bearer sk-sluice-good" + i).id())
                    .isEqualTo("ann" + i);
        }
    }
}
