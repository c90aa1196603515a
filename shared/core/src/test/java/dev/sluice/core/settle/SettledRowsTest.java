package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettledRowsTest {
    private static final int MOST_ROWS = 2_000;
    private final Random random = new Random(20261129);

    @Test
    void a_row_comes_back_as_it_was_settled() {
        SettledRows rows = new SettledRows();
        for (int i = 0; i < MOST_ROWS; i++) {
            OpenRow row = row("id-" + i);
            Settlement settlement = settlement();

            rows.add(row, settlement);

            assertThat(rows.row("id-" + i)).contains(new UsageRow(row, Optional.of(settlement)));
        }
        assertThat(rows.all()).hasSize(MOST_ROWS);
    }

    @Test
    void the_oldest_makes_room() {
        SettledRows rows = new SettledRows();
        for (int i = 0; i < MOST_ROWS; i++) {
            assertThat(rows.add(row("id-" + i), settlement())).isNull();
        }

        assertThat(rows.add(row("one more"), settlement())).isEqualTo("id-0");

        assertThat(rows.has("id-0")).isFalse();
        assertThat(rows.has("id-1")).isTrue();
        assertThat(rows.all()).hasSize(MOST_ROWS);
    }

    /** Rows of other lengths come to the places of those that went, several rounds long. */
    @Test
    void a_row_is_written_over_another() {
        SettledRows rows = new SettledRows();
        Deque<UsageRow> kept = new ArrayDeque<>();
        for (int i = 0; i < 3 * MOST_ROWS + 7; i++) {
            OpenRow row = row("id-" + "x".repeat(random.nextInt(400)) + i);
            Settlement settlement = settlement();
            String gone = rows.add(row, settlement);
            kept.add(new UsageRow(row, Optional.of(settlement)));
            if (kept.size() > MOST_ROWS) {
                String oldest = kept.remove().opened().requestId();
                assertThat(gone).isEqualTo(oldest);
                assertThat(rows.has(oldest)).isFalse();
            }
        }

        assertThat(rows.all()).containsExactlyInAnyOrderElementsOf(kept);
        for (UsageRow row : kept) {
            assertThat(rows.row(row.opened().requestId())).contains(row);
        }
    }

    private OpenRow row(String id) {
        return new OpenRow(
                id,
                "caller é 漢 " + random.nextInt(3),
                any(ModelKind.values()),
                "asked/" + random.nextInt(),
                served(),
                measures(),
                "catalog",
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                Instant.ofEpochSecond(random.nextInt(), 0));
    }

    private Settlement settlement() {
        Metered usage = new Metered(measures(), random.nextBoolean());
        return new Settlement(
                served(),
                new Told(any(Outcome.values()), random.nextInt(600), perhaps(), perhaps()),
                random.nextInt(9),
                random.nextBoolean() ? usage : usage.told(random.nextInt(1 << 30)),
                new Cost(random.nextInt(1 << 30), random.nextBoolean()),
                random.nextInt(),
                random.nextLong());
    }

    private Served served() {
        return new Served(any(Source.values()), random.nextInt(), "provider", "model");
    }

    private Measures measures() {
        Measures measures = Measures.NONE;
        for (Measure measure : Measure.values()) {
            if (measure.isCounted() && random.nextBoolean()) {
                measures = measures.with(measure, random.nextLong(Measures.MOST_COUNTED));
            }
        }
        return measures;
    }

    private @Nullable String perhaps() {
        return random.nextBoolean() ? null : "word \uD83D\uDE00 " + random.nextInt();
    }

    private <T> T any(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
