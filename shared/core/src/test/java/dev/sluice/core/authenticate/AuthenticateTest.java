package dev.sluice.core.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.time.FakeClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthenticateTest {
    private static final List<Limit> LIMITS =
            Limit.perMinute(OptionalLong.of(6), OptionalLong.of(600));
    private static final String KEY = "sk-fake";

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger reads = new AtomicInteger();
    private final MemoryKeys stored = new MemoryKeys();
    private final Authenticate authenticate =
            new Authenticate(counting(stored), clock, Allowances.OF_KEYS, true);

    @Test
    void aKeyTellsWhoCallsAndWhatItMay() throws Rejected {
        stored.create(
                new KeyRecord(
                        GatewayKey.hash(KEY),
                        "ann",
                        List.of("general"),
                        LIMITS,
                        clock.instant(),
                        Optional.empty(),
                        false));
        assertThat(authenticate.authenticate("Bearer " + KEY))
                .isEqualTo(new Caller("ann", List.of("general"), LIMITS));
    }

    @Test
    void theSchemeIsReadInAnyCaseAndSpacesAroundTheKeyAreLeftOut() throws Rejected {
        stored.create(key(Optional.empty(), false));
        assertThat(authenticate.authenticate("bearer   " + KEY + " ").id()).isEqualTo("ann");
        assertThat(authenticate.authenticate("BEARER " + KEY).id()).isEqualTo("ann");
    }

    @Test
    void whatIsNotAKeyIsRefusedWithoutALookup() {
        for (String header :
                new String[] {
                    "",
                    " ",
                    "Bearer",
                    "Bearer ",
                    "Basic " + KEY,
                    KEY,
                    "Bearer pk-fake",
                    "Bearer sk-a b",
                    "Bearer sk-a\u0000",
                    "Bearer sk-ü",
                    "Bearer sk-" + "x".repeat(254)
                }) {
            assertThat(refused(header)).isInstanceOf(Rejection.Unauthenticated.class);
        }
        assertThat(refused(null).message()).contains("Authorization: Bearer");
        assertThat(reads).hasValue(0);
    }

    @Test
    void aSignerIsTheRecordOfItsRoleWhateverItSignsAs() throws Rejected {
        String role = "arn:aws:iam::123456789012:role/app";
        stored.create(
                new KeyRecord(
                        RoleArn.hash(role),
                        role,
                        List.of(),
                        LIMITS,
                        clock.instant(),
                        Optional.empty(),
                        false));
        for (String arn :
                List.of(
                        role,
                        "arn:aws:iam::123456789012:role/team/app",
                        "arn:aws:sts::123456789012:assumed-role/app/session-1")) {
            assertThat(authenticate.signed(arn)).isEqualTo(new Caller(role, List.of(), LIMITS));
        }
        for (String arn :
                List.of(
                        "arn:aws:sts::123456789012:assumed-role/other/session-1",
                        "arn:aws:sts::210987654321:assumed-role/app/session-1",
                        "arn:aws:iam::123456789012:user/app",
                        "arn:aws:iam::123456789012:root")) {
            assertThatThrownBy(() -> authenticate.signed(arn))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining(
                            arn.contains("role/") ? "make key NAME=" : "Only IAM roles");
        }
    }

    @Test
    void nobodySignsWhereThatIsNotSwitchedOn() {
        assertThatThrownBy(
                        () ->
                                new Authenticate(stored, clock)
                                        .signed("arn:aws:iam::123456789012:role/app"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("SLUICE_SIGNED_CALLERS");
    }

    @Test
    void nobodyIsARoleByAKeyThatSpellsIt() {
        String role = "arn:aws:iam::123456789012:role/app";
        stored.create(
                new KeyRecord(
                        RoleArn.hash(role),
                        role,
                        List.of(),
                        LIMITS,
                        clock.instant(),
                        Optional.empty(),
                        false));
        assertThat(refused("Bearer " + role)).isInstanceOf(Rejection.Unauthenticated.class);
        assertThat(reads).hasValue(0);
    }

    @Test
    void noMessageHoldsTheKey() {
        for (String header :
                List.of("Bearer sk-hidden", "Basic sk-hidden", "sk-hidden", "Bearer hidden")) {
            assertThat(refused(header).message()).doesNotContain("hidden");
        }
    }

    @Test
    void aHitIsCachedForTenSeconds() throws Rejected {
        stored.create(key(Optional.empty(), false));
        authenticate.authenticate("Bearer " + KEY);
        stored.revoke("ann");
        clock.advanceMicros(9_999_999);
        authenticate.authenticate("Bearer " + KEY);
        assertThat(reads).hasValue(1);
        clock.advanceMicros(1);
        assertThat(refused("Bearer " + KEY).message()).contains("\"ann\"", "revoked");
        assertThat(reads).hasValue(2);
    }

    @Test
    void aHitIsCachedForTenSecondsOfEitherClock() throws Rejected {
        stored.create(key(Optional.empty(), false));
        authenticate.authenticate("Bearer " + KEY);
        clock.freeze(Duration.ofSeconds(10));
        authenticate.authenticate("Bearer " + KEY);
        assertThat(reads).as("read again after a thaw").hasValue(2);
        stored.revoke("ann");
        clock.setBack(Duration.ofDays(1));
        clock.advance(Duration.ofSeconds(10));
        assertThat(refused("Bearer " + KEY).message()).contains("\"ann\"", "revoked");
    }

    @Test
    void aMissIsCachedForFiveSecondsOfEitherClock() throws Rejected {
        refused("Bearer " + KEY);
        clock.freeze(Duration.ofSeconds(5));
        refused("Bearer " + KEY);
        assertThat(reads).as("read again after a thaw").hasValue(2);
        stored.create(key(Optional.empty(), false));
        clock.setBack(Duration.ofDays(1));
        clock.advance(Duration.ofSeconds(5));
        assertThat(authenticate.authenticate("Bearer " + KEY).id()).isEqualTo("ann");
    }

    @Test
    void aMissIsCachedForFiveSeconds() throws Rejected {
        refused("Bearer " + KEY);
        stored.create(key(Optional.empty(), false));
        clock.advanceMicros(4_999_999);
        refused("Bearer " + KEY);
        assertThat(reads).hasValue(1);
        clock.advanceMicros(1);
        assertThat(authenticate.authenticate("Bearer " + KEY).id()).isEqualTo("ann");
    }

    @Test
    void aGuesserFillsOnlyABoundedCacheAndDoesNotDriveKeysOut() throws Rejected {
        stored.create(key(Optional.empty(), false));
        authenticate.authenticate("Bearer " + KEY);
        for (int i = 0; i < 20_001; i++) {
            refused("Bearer sk-" + i);
        }
        int before = reads.get();
        authenticate.authenticate("Bearer " + KEY);
        assertThat(reads).hasValue(before);
        refused("Bearer sk-0");
        assertThat(reads).as("driven out").hasValue(before + 1);
    }

    @Test
    void aKeyExpiresAtItsInstantEvenWhenCached() throws Rejected {
        Instant end = clock.instant().plusSeconds(5);
        stored.create(key(Optional.of(end), false));
        authenticate.authenticate("Bearer " + KEY);
        clock.advance(Duration.ofSeconds(5).minusNanos(1_000));
        authenticate.authenticate("Bearer " + KEY);
        clock.advanceMicros(1);
        assertThat(refused("Bearer " + KEY).message()).contains("expired at " + end);
    }

    @Test
    void aRecordOfAnotherHashIsNotBelieved() {
        KeyStore wrong = answering(key(Optional.empty(), false));
        Authenticate fooled = new Authenticate(wrong, clock);
        assertThatThrownBy(() -> fooled.authenticate("Bearer sk-other"))
                .isInstanceOf(Rejected.class)
                .hasMessage("Incorrect API key provided.");
    }

    @Test
    void aRecordIsChecked() {
        assertThatThrownBy(() -> record("abc", "ann", OptionalLong.empty()))
                .hasMessage("hash must be 64 hex digits, got 3 characters");
        assertThatThrownBy(() -> record("A".repeat(64), "ann", OptionalLong.empty()))
                .hasMessageContaining("hex");
        for (String name : List.of("", " ", "a b", "a#b", "-a", "a/b", "a\n", "x".repeat(65))) {
            assertThatThrownBy(() -> record("a".repeat(64), name, OptionalLong.empty()))
                    .hasMessageContaining("key name must be");
        }
        for (long rpm : new long[] {0, -1, 70_000_000_001L}) {
            assertThatThrownBy(() -> record("a".repeat(64), "ann", OptionalLong.of(rpm)))
                    .hasMessage("limit \"requests per minute\" must be 1 to 70000000000: " + rpm);
        }
    }

    @Test
    void aNewKeyHasItsFormAndIsFoundByItsHash() {
        String one = GatewayKey.generate(new SecureRandom());
        assertThat(one).matches("sk-sluice-[A-Za-z0-9_-]{43}");
        assertThat(GatewayKey.plausible(one)).isTrue();
        assertThat(GatewayKey.generate(new SecureRandom())).isNotEqualTo(one);
        assertThat(GatewayKey.hash("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private Rejection refused(@Nullable String header) {
        Rejected rejected =
                catchThrowableOfType(Rejected.class, () -> authenticate.authenticate(header));
        assertThat(rejected).isNotNull();
        return rejected.rejection();
    }

    private KeyRecord key(Optional<Instant> expiresAt, boolean revoked) {
        return new KeyRecord(
                GatewayKey.hash(KEY),
                "ann",
                List.of(),
                List.of(),
                clock.instant(),
                expiresAt,
                revoked);
    }

    private static KeyRecord record(String hash, String name, OptionalLong rpm) {
        return new KeyRecord(
                hash,
                name,
                List.of(),
                Limit.perMinute(rpm, OptionalLong.empty()),
                Instant.EPOCH,
                Optional.empty(),
                false);
    }

    private KeyStore counting(KeyStore store) {
        return new KeyStore() {
            @Override
            public Optional<KeyRecord> find(String hash) {
                reads.incrementAndGet();
                return store.find(hash);
            }

            @Override
            public boolean create(KeyRecord record) {
                return store.create(record);
            }

            @Override
            public List<KeyRecord> list() {
                return store.list();
            }

            @Override
            public boolean revoke(String name) {
                return store.revoke(name);
            }
        };
    }

    private static KeyStore answering(KeyRecord record) {
        return new KeyStore() {
            @Override
            public Optional<KeyRecord> find(String hash) {
                return Optional.of(record);
            }

            @Override
            public boolean create(KeyRecord ignored) {
                return false;
            }

            @Override
            public List<KeyRecord> list() {
                return List.of();
            }

            @Override
            public boolean revoke(String name) {
                return false;
            }
        };
    }
}
