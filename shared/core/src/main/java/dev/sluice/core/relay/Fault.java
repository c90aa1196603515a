package dev.sluice.core.relay;

import dev.sluice.core.call.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Why a provider did not answer, before the first byte.
 *
 * @param status the provider's HTTP status, or 0 where there was none
 * @param waitMicros what the provider asks us to wait, negative if it does not say
 * @param reach of whom it speaks
 * @param message for the caller: one bounded line without secrets; the provider's own words only
 *     where {@link Kind#REFUSED}
 */
public record Fault(
        Kind kind,
        int status,
        long waitMicros,
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        Reach reach) {

    /** Of whom a fault speaks: who is to be kept away from what refused. */
    public enum Reach {
        /** This request alone, such as one too large for any limit: nobody else is concerned. */
        REQUEST,
        /** The model on this slot. */
        MODEL,
        /** The slot's account: its key, its credit, a limit over all models. */
        ACCOUNT
    }

    /** One that reaches as far as its kind does mostly. */
    public Fault(
            Kind kind,
            int status,
            long waitMicros,
            String message,
            @Nullable String type,
            @Nullable String param,
            @Nullable String code) {
        this(kind, status, waitMicros, message, type, param, code, mostly(kind));
    }

    private static Reach mostly(Kind kind) {
        return kind == Kind.BAD_KEY || kind == Kind.NO_CREDIT ? Reach.ACCOUNT : Reach.MODEL;
    }

    /** What follows from it. */
    public enum Kind {
        /** 429: cool down, next candidate. */
        RATE_LIMITED,
        /** 401: read the key again once, then park the slot. */
        BAD_KEY,
        /** 402: park the slot. */
        NO_CREDIT,
        /** 400, 413, 422, context overflow: the caller's own fault, told at once. */
        REFUSED,
        /** 403: this account may not; next candidate. */
        FORBIDDEN,
        /** 404: not here; next candidate. */
        NOT_SERVED,
        /** 503 that says how long to wait: cool down, next candidate. */
        BUSY,
        /** 5xx, no connection, a broken or senseless answer: next candidate. */
        FAILED,
        /** No answer in time: next candidate. */
        TIMED_OUT,
        /** It could not be connected to, so nothing was sent: next candidate. */
        UNREACHED,
        /**
         * It may have begun a job, and nobody will know: told at once, for a second job would be
         * paid too.
         */
        LOST,
        /**
         * It answered, and this process has no room for so much now: told at once, for another
         * candidate's answer would find no more.
         */
        NO_ROOM,
        /** This process is told to end: told at once, for it will ask nobody any more. */
        STOPPING,
        /** Its language has no words for the request, so nothing was sent: next candidate. */
        UNSPOKEN
    }

    /** Whether the request does not fit the model's context. */
    public boolean isOverflow() {
        return Rejection.OVERFLOW.equals(code);
    }

    /** Whether the provider may have read the request, and may count it. */
    public boolean wasSent() {
        return kind != Kind.UNREACHED && kind != Kind.UNSPOKEN;
    }

    /**
     * Whether its provider's limits are taken to have counted the request: not where it never came,
     * and not where the provider's server failed.
     */
    public boolean wasCounted() {
        return wasSent() && status < 500;
    }

    public static Fault of(Kind kind, int status, String message) {
        return new Fault(kind, status, -1, message, null, null, null);
    }
}
