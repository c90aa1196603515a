package dev.sluice.core.admit;

import dev.sluice.core.limit.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one limit has counted: amounts by part of its window, and their sum. Immutable. Sums that do
 * not fit 64 bits throw {@link ArithmeticException}.
 */
public final class Counter {
    /** Nothing was ever counted. */
    public static final Counter UNUSED = new Counter(new long[0], new long[0], 0);

    /** Ascending, each once. */
    private final long[] parts;

    private final long[] amounts;
    private final long sum;

    private Counter(long[] parts, long[] amounts, long sum) {
        this.parts = parts;
        this.amounts = amounts;
        this.sum = sum;
    }

    /** So much in each of these parts, which are different ones in any order. */
    public static Counter of(long[] parts, long[] amounts) {
        long[] sorted = parts.clone();
        Arrays.sort(sorted);
        long[] sortedAmounts = new long[amounts.length];
        long sum = 0;
        for (int i = 0; i < parts.length; i++) {
            sortedAmounts[Arrays.binarySearch(sorted, parts[i])] = amounts[i];
            sum = Math.addExact(sum, amounts[i]);
        }
        return new Counter(sorted, sortedAmounts, sum);
    }

    public long sum() {
        return sum;
    }

    /** How many parts it has. */
    public int size() {
        return parts.length;
    }

    /** The number of its i-th part, from old to new. */
    public long part(int i) {
        return parts[i];
    }

    /** What was counted in its i-th part. */
    public long amount(int i) {
        return amounts[i];
    }

    /** What was counted in the part of this number. */
    public long in(long part) {
        int i = Arrays.binarySearch(parts, part);
        return i < 0 ? 0 : amounts[i];
    }

    /** What was counted in these of its parts. */
    public long amountOf(int[] which) {
        long amount = 0;
        for (int i : which) {
            amount = Math.addExact(amount, amounts[i]);
        }
        return amount;
    }

    /**
     * Which of its parts count nothing: those that have fallen out of the window, and those of
     * which all was given back; never the one that is spared.
     */
    public int[] idle(Window window, long nowMicros, long sparedPart) {
        long oldest = window.oldest(nowMicros);
        int[] idle = new int[parts.length];
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if ((parts[i] < oldest || amounts[i] == 0) && parts[i] != sparedPart) {
                idle[count++] = i;
            }
        }
        return Arrays.copyOf(idle, count);
    }

    /** From when on none of it counts; {@code nowMicros} where none does. */
    long endMicros(Window window, long nowMicros) {
        for (int i = parts.length - 1; i >= 0; i--) {
            if (amounts[i] > 0) {
                return window.endMicros(parts[i]);
            }
        }
        return nowMicros;
    }

    /** How many parts have fallen out of the window. */
    private int expired(Window window, long nowMicros) {
        long oldest = window.oldest(nowMicros);
        int i = 0;
        while (i < parts.length && parts[i] < oldest) {
            i++;
        }
        return i;
    }

    /** Whether it has a part that no clock near ours can have written. */
    public boolean strays(Window window, long nowMicros) {
        return parts.length > 0 && parts[parts.length - 1] > window.newest(nowMicros);
    }

    /**
     * What counts now. A part that is ahead of every credible clock counts as the newest credible
     * one: a process whose clock is wrong must not lock the others out for as long as it is ahead.
     */
    public Counter at(Window window, long nowMicros) {
        int from = expired(window, nowMicros);
        if (from == 0 && !strays(window, nowMicros)) {
            return this;
        }
        long newest = window.newest(nowMicros);
        Counter kept = UNUSED;
        for (int i = from; i < parts.length; i++) {
            kept = kept.plus(Math.min(parts[i], newest), amounts[i]);
        }
        return kept;
    }

    /** With so much more in a part. */
    public Counter plus(long part, long amount) {
        long newSum = Math.addExact(sum, amount);
        int i = Arrays.binarySearch(parts, part);
        if (i >= 0) {
            long[] changed = amounts.clone();
            changed[i] = Math.addExact(changed[i], amount);
            return new Counter(parts, changed, newSum);
        }
        int at = -i - 1;
        return new Counter(inserted(parts, at, part), inserted(amounts, at, amount), newSum);
    }

    /** With so much less in a part, or unchanged where that part does not hold so much any more. */
    public Counter minus(long part, long amount) {
        return in(part) < amount ? this : plus(part, -amount);
    }

    /** From when on so much counts no more, if nothing is added or given back. */
    long freeMicros(Window window, long amount) {
        long freed = 0;
        for (int i = 0; i < parts.length; i++) {
            freed = Math.addExact(freed, amounts[i]);
            if (freed >= amount) {
                return window.endMicros(parts[i]);
            }
        }
        return Long.MAX_VALUE;
    }

    private static long[] inserted(long[] values, int at, long value) {
        long[] longer = new long[values.length + 1];
        System.arraycopy(values, 0, longer, 0, at);
        longer[at] = value;
        System.arraycopy(values, at, longer, at + 1, values.length - at);
        return longer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Counter counter
                && Arrays.equals(parts, counter.parts)
                && Arrays.equals(amounts, counter.amounts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(parts) + Arrays.hashCode(amounts);
    }

    /** Such as {@code 12 (29400012: 5, 29400013: 7)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(sum).append(" (");
        for (int i = 0; i < parts.length; i++) {
            text.append(i == 0 ? "" : ", ").append(parts[i]).append(": ").append(amounts[i]);
        }
        return text.append(')').toString();
    }
}
