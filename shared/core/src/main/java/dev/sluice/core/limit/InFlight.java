package dev.sluice.core.limit;

/**
 * From the taking to the end of whoever took, at the longest to its deadline: leases. The parts are
 * seconds of expiry, so a lease whose holder died is free within 1.25 s after its deadline, and not
 * before.
 */
public enum InFlight implements Window {
    IN_FLIGHT;

    /** A deadline further ahead is cut to this: no wrong clock holds a place for longer. */
    public static final long LONGEST_MICROS = 86_400_000_000L;

    private static final long PART_MICROS = 1_000_000;

    @Override
    public long part(long nowMicros, long untilMicros) {
        return Math.min(Math.ceilDiv(untilMicros, PART_MICROS), latest(nowMicros));
    }

    @Override
    public long oldest(long nowMicros) {
        return Math.floorDiv(Math.subtractExact(nowMicros, SKEW_MICROS), PART_MICROS) + 1;
    }

    @Override
    public long newest(long nowMicros) {
        return latest(Math.addExact(nowMicros, SKEW_MICROS));
    }

    @Override
    public long endMicros(long part) {
        return Math.addExact(Math.multiplyExact(part, PART_MICROS), SKEW_MICROS);
    }

    private static long latest(long nowMicros) {
        return Math.ceilDiv(Math.addExact(nowMicros, LONGEST_MICROS), PART_MICROS);
    }

    @Override
    public String label() {
        return "InFlight";
    }

    @Override
    public String words() {
        return "in flight";
    }

    @Override
    public boolean isLease() {
        return true;
    }
}
