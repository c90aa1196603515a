package dev.sluice.core.measure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of several measures: what a request may take, took, or differs by. Immutable; a measure
 * that was not set is 0.
 *
 * <p>An amount is at most {@link #LARGEST} away from 0, so that a sum of two fits 64 bits; beyond
 * that every operation throws {@link ArithmeticException} and none wraps round. A difference
 * ({@link #minus}) may be negative: as a correction, that is a debt. Numbers from outside go
 * through {@link #bounded} before they are added up.
 *
 * <pre>
 *   a.plus(b).minus(b) = a     a.plus(b) = b.plus(a)     a.plus(NONE) = a     a.minus(a) = NONE
 *   a.of(TOKENS) = a.of(INPUT_TOKENS) + a.of(OUTPUT_TOKENS)
 * </pre>
 */
public final class Measures {
    /** The largest amount: half of 64 bits, 4.6 billion USD. */
    public static final long LARGEST = Long.MAX_VALUE / 2;

    /**
     * More of any countable thing than one request can have: a provider's or a client's senseless
     * number is cut to it, and so is refused by every limit and breaks no sum.
     */
    public static final long MOST_COUNTED = 100_000_000_000L;

    private static final int SET = Measure.TOKENS.place();

    public static final Measures NONE = new Measures(new long[SET]);

    /** One request and nothing else. */
    public static final Measures ONE_REQUEST = NONE.with(Measure.REQUESTS, 1);

    private final long[] amounts;

    private Measures(long[] amounts) {
        this.amounts = amounts;
    }

    /** So much of one measure and nothing else. */
    public static Measures of(Measure measure, long amount) {
        return NONE.with(measure, amount);
    }

    /** Tokens of one answer, each of them within {@link #LARGEST}; as four of {@link #with}. */
    static Measures ofTokens(
            long inputTokens, long cachedInputTokens, long outputTokens, long reasoningTokens) {
        long[] amounts = new long[SET];
        amounts[Measure.INPUT_TOKENS.place()] = checked(inputTokens);
        amounts[Measure.CACHED_INPUT_TOKENS.place()] = checked(cachedInputTokens);
        amounts[Measure.OUTPUT_TOKENS.place()] = checked(outputTokens);
        amounts[Measure.REASONING_TOKENS.place()] = checked(reasoningTokens);
        return new Measures(amounts);
    }

    public long of(Measure measure) {
        return measure == Measure.TOKENS
                ? amounts[Measure.INPUT_TOKENS.place()] + amounts[Measure.OUTPUT_TOKENS.place()]
                : amounts[measure.place()];
    }

    /**
     * The same with another amount of one measure.
     *
     * @throws IllegalArgumentException for a derived measure: set its parts
     */
    public Measures with(Measure measure, long amount) {
        if (measure.isDerived()) {
            throw new IllegalArgumentException(
                    "\"" + measure.attribute() + "\" is derived: set the measures it is a sum of");
        }
        long[] changed = amounts.clone();
        changed[measure.place()] = checked(amount);
        return new Measures(changed);
    }

    /** What a provider counts of these: without requests and money, which are ours to count. */
    public Measures counted() {
        if (of(Measure.REQUESTS) == 0 && of(Measure.NANO_USD) == 0) {
            return this;
        }
        long[] counted = amounts.clone();
        counted[Measure.REQUESTS.place()] = 0;
        counted[Measure.NANO_USD.place()] = 0;
        return new Measures(counted);
    }

    /**
     * What of these a provider has with the request: all but the text that it generates, and what
     * it searches for on the way.
     */
    public Measures sent() {
        return with(Measure.OUTPUT_TOKENS, 0).with(Measure.SEARCHES, 0);
    }

    /** The same as one request that costs so much. */
    public Measures ofRequest(long nanoUsd) {
        return ofRequests(1, nanoUsd);
    }

    /** The same as so many requests that cost so much together. */
    public Measures ofRequests(long requests, long nanoUsd) {
        long[] amounts = this.amounts.clone();
        amounts[Measure.REQUESTS.place()] = checked(requests);
        amounts[Measure.NANO_USD.place()] = checked(nanoUsd);
        return new Measures(amounts);
    }

    public Measures plus(Measures other) {
        if (other.isZero()) {
            return this;
        }
        long[] sum = new long[SET];
        for (int i = 0; i < SET; i++) {
            sum[i] = checked(amounts[i] + other.amounts[i]);
        }
        return new Measures(sum);
    }

    public Measures minus(Measures other) {
        long[] difference = new long[SET];
        for (int i = 0; i < SET; i++) {
            difference[i] = checked(amounts[i] - other.amounts[i]);
        }
        return new Measures(difference);
    }

    /** By how much others are above these, measure by measure; never negative. */
    public Measures missing(Measures others) {
        long[] missing = new long[SET];
        for (int i = 0; i < SET; i++) {
            missing[i] = Math.max(0, others.amounts[i] - amounts[i]);
        }
        return new Measures(missing);
    }

    /**
     * The same fit to be billed: no amount below 0, none above {@link #MOST_COUNTED} (money: above
     * {@link #LARGEST}), no part larger than its whole.
     */
    public Measures bounded() {
        return isFit() ? this : cut();
    }

    /** Whether {@link #cut} would change nothing, as it mostly does. */
    private boolean isFit() {
        for (int i = 0; i < SET; i++) {
            if (amounts[i] < 0 || amounts[i] > most(i)) {
                return false;
            }
        }
        long freshInput = of(Measure.INPUT_TOKENS) - of(Measure.CACHED_INPUT_TOKENS);
        return freshInput >= 0
                && of(Measure.CACHE_WRITE_TOKENS) <= freshInput
                && of(Measure.CACHE_WRITE_HOUR_TOKENS) <= of(Measure.CACHE_WRITE_TOKENS)
                && of(Measure.REASONING_TOKENS) <= of(Measure.OUTPUT_TOKENS);
    }

    private Measures cut() {
        long[] fit = new long[SET];
        for (int i = 0; i < SET; i++) {
            fit[i] = Math.clamp(amounts[i], 0, most(i));
        }
        long freshInput = cut(fit, Measure.CACHED_INPUT_TOKENS, fit[Measure.INPUT_TOKENS.place()]);
        cut(fit, Measure.CACHE_WRITE_TOKENS, freshInput);
        cut(fit, Measure.CACHE_WRITE_HOUR_TOKENS, fit[Measure.CACHE_WRITE_TOKENS.place()]);
        cut(fit, Measure.REASONING_TOKENS, fit[Measure.OUTPUT_TOKENS.place()]);
        return new Measures(fit);
    }

    private static long most(int place) {
        return place == Measure.NANO_USD.place() ? LARGEST : MOST_COUNTED;
    }

    /** Whether nothing is counted. */
    public boolean isZero() {
        return equals(NONE);
    }

    /** By hand, as {@link #hashCode}: what a record brings is linked at its first use. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Measures measures && Arrays.equals(amounts, measures.amounts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(amounts);
    }

    /** The measures that are not 0, such as {@code requests=1 inputTokens=20}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Measure measure : Measure.values()) {
            if (!measure.isDerived() && of(measure) != 0) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(measure.attribute())
                        .append('=')
                        .append(of(measure));
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    /** What is left of the whole. */
    private static long cut(long[] amounts, Measure part, long whole) {
        amounts[part.place()] = Math.min(amounts[part.place()], whole);
        return whole - amounts[part.place()];
    }

    /** Two amounts within the bounds differ by no more than 64 bits, so one check is enough. */
    private static long checked(long amount) {
        if (amount > LARGEST || amount < -LARGEST) {
            throw new ArithmeticException("an amount is out of bounds: " + amount);
        }
        return amount;
    }
}
