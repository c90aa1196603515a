package dev.sluice.core.relay;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Candidate;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a caller is told whom a limit refused. */
final class Limited {
    /** A budget that is held, not spent, is free when the holders settle. */
    private static final long LONGEST_WAIT_FOR_MONEY_MICROS = 60_000_000;

    private Limited() {}

    /** Whether another candidate, a cheaper one, may still pass. */
    static boolean dependsOnThePrice(Limit limit) {
        return limit.measure() == Measure.NANO_USD;
    }

    static Rejection refused(Admission.Refused refused) {
        Limit limit = refused.limit();
        if (limit == null) {
            return throttled(
                    refused,
                    "The provider slot is cooling down after its provider refused a request.",
                    refused.waitMicros());
        }
        if (refused.spent()) {
            return new Rejection.Spent(
                    "The budget of "
                            + whose(refused)
                            + ", "
                            + amount(limit, limit.amount())
                            + " "
                            + limit.window().words()
                            + ", is used up.",
                    refused.meters());
        }
        return throttled(
                refused,
                limit.window().isLease()
                        ? "Most "
                                + limit.words()
                                + " reached for "
                                + whose(refused)
                                + ": "
                                + limit.amount()
                                + "."
                        : "Rate limit reached for " + whose(refused) + " on " + limit.words() + ".",
                toldMicros(limit, refused.waitMicros()));
    }

    /** Whether a budget refuses what it could not count. */
    static boolean isUncounted(Candidate candidate, Limit limit) {
        return limit.measure() == Measure.NANO_USD && !candidate.model().priced();
    }

    static Rejection.BadRequest uncounted(Caller caller, Candidate candidate, Limit limit) {
        boolean isCredit = limit.window() == Calendar.EVER && caller.unpriced() != Unpriced.NONE;
        return new Rejection.BadRequest(
                "The price of "
                        + candidate.model().ref()
                        + " is not known to this gateway, so it cannot be used "
                        + (isCredit
                                ? "on credit, which would not count it. Name another model, or ask"
                                        + " the operator of this gateway, who may give such models"
                                        + " away (SLUICE_CREDIT_UNPRICED)."
                                : "within a budget (" + limit.words() + ")."),
                "model",
                "model_not_priced");
    }

    static Rejection.BadRequest tooLarge(Admission.TooLarge large) {
        Limit limit = large.limit();
        return new Rejection.BadRequest(
                "This request may need "
                        + amount(limit, large.cost())
                        + " (prompt and max_tokens), more than the limit "
                        + (large.scope().ofCaller() ? "of this API key" : "of the provider slot")
                        + " can ever pass at once: "
                        + amount(limit, limit.amount())
                        + ". Send a shorter prompt or a smaller max_tokens.",
                "max_tokens",
                "request_exceeds_limit",
                limit.measure() == Measure.TOKENS
                        ? new Rejection.Excess(large.cost(), limit.amount())
                        : null);
    }

    /** In OpenAI's words, which its clients know. */
    static Rejection.BadRequest contextExceeded(Call call, long contextTokens) {
        String what = call.kind() == ModelKind.COMPLETION ? "prompt" : "messages";
        return new Rejection.BadRequest(
                "This model's maximum context length is "
                        + contextTokens
                        + " tokens. However, your "
                        + what
                        + " resulted in at least "
                        + call.leastInputTokens()
                        + " tokens. Please reduce the length of the "
                        + what
                        + ".",
                what,
                Rejection.OVERFLOW,
                new Rejection.Excess(call.leastInputTokens(), contextTokens));
    }

    static String inSeconds(long waitMicros) {
        return "in " + Math.ceilDiv(Math.max(waitMicros, 1), 1_000_000) + " s";
    }

    private static Rejection throttled(Admission.Refused refused, String message, long waitMicros) {
        return new Rejection.Throttled(
                message + " Try again " + inSeconds(waitMicros) + ".",
                refused.limit() == null ? "requests" : refused.limit().measure().attribute(),
                waitMicros,
                refused.meters(),
                refused.scope().ofCaller(),
                mayEndSooner(refused.limit()));
    }

    /** Requests stay counted; of all else more is reserved than used, and leases end. */
    private static boolean mayEndSooner(@Nullable Limit limit) {
        return limit != null && (limit.measure() != Measure.REQUESTS || limit.window().isLease());
    }

    /** With the clocks' skew, for another instance may be asked then. */
    private static long toldMicros(Limit limit, long waitMicros) {
        long longest = limit.window().isBudget() ? LONGEST_WAIT_FOR_MONEY_MICROS : Long.MAX_VALUE;
        return Math.min(longest, waitMicros + Window.SKEW_MICROS);
    }

    private static String whose(Admission.Refused refused) {
        return refused.scope().ofCaller() ? "this API key" : "the provider slot";
    }

    private static String amount(Limit limit, long amount) {
        return limit.measure() == Measure.NANO_USD
                ? "$" + BigDecimal.valueOf(amount, 9).stripTrailingZeros().toPlainString()
                : amount + " " + limit.measure().attribute();
    }
}
