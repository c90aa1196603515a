package dev.sluice.core.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyStore} does. A subclass makes an empty store for each test. */
public abstract class KeyStoreContract {
    protected static final Instant NOW = Instant.parse("2100-03-01T10:00:00.250Z");

    private KeyStore keys = new MemoryKeys();

    /** An empty store. */
    protected abstract KeyStore newStore();

    @BeforeEach
    void start() {
        keys = newStore();
    }

    @Test
    void findsAKeyByItsHashAlone() {
        KeyRecord record = plain("ann", 1);
        assertThat(keys.create(record)).isTrue();
        assertThat(keys.find(record.hash())).contains(record);
        assertThat(keys.find(hash(2))).isEmpty();
    }

    @Test
    void keepsEveryField() {
        KeyRecord record =
                new KeyRecord(
                        hash(1),
                        "Ann.B_c@d-1",
                        List.of("general", "together/*", "meta-llama/Llama-3.3-70B"),
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, 60),
                                Limit.perMinute(Measure.TOKENS, 70_000_000_000L),
                                new Limit(Measure.NANO_USD, 5_000_000_000L, Calendar.DAY),
                                new Limit(Measure.NANO_USD, 90_000_000_000L, Calendar.MONTH),
                                new Limit(Measure.REQUESTS, 10, Window.seconds(1)),
                                new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT)),
                        NOW,
                        Optional.of(NOW.plusSeconds(3_600)),
                        true);
        keys.create(record);
        assertThat(keys.find(hash(1))).contains(record);
        assertThat(keys.list()).containsExactly(record);
    }

    @Test
    void aNameIsGivenOnce() {
        keys.create(plain("ann", 1));
        assertThat(keys.create(plain("ann", 2))).isFalse();
        assertThat(keys.find(hash(2))).isEmpty();
        assertThat(keys.list()).containsExactly(plain("ann", 1));
    }

    @Test
    void aKeyHasOneName() {
        keys.create(plain("ann", 1));
        assertThat(keys.create(plain("bob", 1))).isFalse();
        assertThat(keys.list()).containsExactly(plain("ann", 1));
        assertThat(keys.create(plain("bob", 2))).as("the name stays free").isTrue();
    }

    @Test
    void listsInOrderOfCreation() {
        keys.create(at("cid", 1, NOW.plusSeconds(2)));
        keys.create(at("ann", 2, NOW.plusSeconds(3)));
        keys.create(at("bob", 3, NOW.plusSeconds(1)));
        assertThat(keys.list()).extracting(KeyRecord::name).containsExactly("bob", "cid", "ann");
    }

    @Test
    void anEmptyStoreListsNothing() {
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void revokingChangesNothingElse() {
        keys.create(plain("ann", 1));
        keys.create(plain("bob", 2));
        assertThat(keys.revoke("ann")).isTrue();
        assertThat(keys.find(hash(1))).contains(plain("ann", 1).asRevoked());
        assertThat(keys.find(hash(2))).contains(plain("bob", 2));
        assertThat(keys.revoke("ann")).as("again").isTrue();
    }

    @Test
    void aRevokedNameStaysTaken() {
        keys.create(plain("ann", 1));
        keys.revoke("ann");
        assertThat(keys.create(plain("ann", 2))).isFalse();
    }

    @Test
    void whoIsUnknownCannotBeRevoked() {
        assertThat(keys.revoke("ann")).isFalse();
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void threadsAtOnceGiveANameOnce() throws Exception {
        AtomicInteger number = new AtomicInteger();
        List<Boolean> created =
                AtOnce.run(8, () -> keys.create(plain("ann", number.incrementAndGet())));
        assertThat(created).containsOnlyOnce(true);
        assertThat(keys.list()).hasSize(1);
    }

    protected static KeyRecord plain(String name, int number) {
        return at(name, number, NOW);
    }

    private static KeyRecord at(String name, int number, Instant createdAt) {
        return new KeyRecord(
                hash(number), name, List.of(), List.of(), createdAt, Optional.empty(), false);
    }

    private static String hash(int number) {
        return "%064x".formatted(number);
    }
}
