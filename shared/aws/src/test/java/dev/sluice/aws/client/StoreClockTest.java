package dev.sluice.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoreClockTest {
    private static final String DATE = "Mon, 01 Mar 2100 10:00:00 GMT";
    private static final long TRUE = Instant.parse("2100-03-01T10:00:00Z").toEpochMilli() * 1_000;

    private final FakeClock local = new FakeClock();
    private final StoreClock clock = new StoreClock(local);

    @Test
    void aClockThatIsNearlyRightIsLeftAlone() {
        for (long millis : new long[] {-1_900, -1, 0, 500, 2_900}) {
            long now = TRUE + millis * 1_000;
            clock.check(now, now, DATE);
            assertThat(clock.epochMicros()).isEqualTo(local.epochMicros());
        }
    }

    @Test
    void aWrongClockIsSetRightToTheSecond() {
        for (long minutes : new long[] {-300, -5, 5, 600}) {
            FakeClock wrong = new FakeClock(Instant.parse("2100-03-01T10:00:00Z"));
            wrong.advance(Duration.ofMinutes(minutes));
            StoreClock checked = new StoreClock(wrong);
            checked.check(wrong.epochMicros(), wrong.epochMicros(), DATE);
            assertThat(checked.epochMicros()).isBetween(TRUE - 1_000_000, TRUE + 1_000_000);
        }
    }

    @Test
    void aClockThatWasPutRightIsTrustedAgain() {
        clock.check(TRUE + 300_000_000, TRUE + 300_000_000, DATE);
        assertThat(clock.epochMicros()).isNotEqualTo(local.epochMicros());
        clock.check(TRUE, TRUE, DATE);
        assertThat(clock.epochMicros()).isEqualTo(local.epochMicros());
    }

    @Test
    void aSlowAnswerIsNoEvidence() {
        clock.check(TRUE - 60_000_000, TRUE + 60_000_000, DATE);
        assertThat(clock.epochMicros()).isEqualTo(local.epochMicros());
    }

    @Test
    void whatIsNoDateTellsNothing() {
        for (String date :
                new String[] {
                    "",
                    "0",
                    "Mon, 01 Foo 2100 10:00:00 GMT",
                    "Mon, 99 Mar 2100 10:00:00 GMT",
                    "Monday, 01-Mar-00 10:00:00 GMT",
                    "Mon, xx Mar 2100 10:00:00 GMT"
                }) {
            clock.check(0, 0, date);
            assertThat(clock.epochMicros()).as(date).isEqualTo(local.epochMicros());
        }
    }

    @Test
    void everyMonthIsRead() {
        for (int month = 1; month <= 12; month++) {
            Instant then = Instant.parse("2026-%02d-07T01:02:03Z".formatted(month));
            String date =
                    java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME
                            .format(then.atOffset(java.time.ZoneOffset.UTC))
                            .replace(", 7 ", ", 07 ");
            assertThat(StoreClock.micros(date)).isEqualTo(then.getEpochSecond() * 1_000_000);
        }
    }

    @Test
    void theStoresAnswersAreListenedTo() {
        FakeClock wrong = new FakeClock(Instant.now().plusSeconds(300));
        try (AwsClients clients = new AwsClients(LocalDynamo.environment(), wrong)) {
            clients.dynamoDb().listTables();
            assertThat(clients.clock().instant())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        }
    }
}
