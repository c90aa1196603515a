package dev.sluice.core.limit;

import java.time.LocalDate;

/**
 * A period of the calendar (UTC), which is one part: a budget. Whoever takes counts it in the
 * period that its own clock shows; the last one still counts for the clocks' skew after its end.
 */
public enum Calendar implements Window {
    DAY("Day", "per day") {
        @Override
        long index(long micros) {
            return Math.floorDiv(micros, DAY_MICROS);
        }

        @Override
        long startMicros(long part) {
            return Math.multiplyExact(part, DAY_MICROS);
        }
    },
    MONTH("Month", "per month") {
        @Override
        long index(long micros) {
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, DAY_MICROS));
            return date.getYear() * 12L + date.getMonthValue() - 1;
        }

        @Override
        long startMicros(long part) {
            int year = Math.toIntExact(Math.floorDiv(part, 12));
            LocalDate first = LocalDate.of(year, Math.floorMod(part, 12) + 1, 1);
            return Math.multiplyExact(first.toEpochDay(), DAY_MICROS);
        }
    },
    EVER("Ever", "in all") {
        @Override
        long index(long micros) {
            return 0;
        }

        @Override
        long startMicros(long part) {
            return Long.MAX_VALUE;
        }
    };

    private static final long DAY_MICROS = 86_400_000_000L;

    private final String label;
    private final String words;

    Calendar(String label, String words) {
        this.label = label;
        this.words = words;
    }

    abstract long index(long micros);

    abstract long startMicros(long part);

    @Override
    public long part(long nowMicros, long untilMicros) {
        return index(nowMicros);
    }

    @Override
    public long oldest(long nowMicros) {
        return index(Math.subtractExact(nowMicros, SKEW_MICROS));
    }

    @Override
    public long newest(long nowMicros) {
        return index(Math.addExact(nowMicros, SKEW_MICROS));
    }

    @Override
    public long endMicros(long part) {
        long next = startMicros(part + 1);
        return next == Long.MAX_VALUE ? next : Math.addExact(next, SKEW_MICROS);
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isBudget() {
        return true;
    }
}
