package dev.sluice.core.relay;

import dev.sluice.core.resolve.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one request's candidates, with the client at their other end: made by the endpoint
 * for each request, because only it has the body and the client.
 */
public interface Attempt {

    /**
     * Calls one candidate and blocks until the exchange is over.
     *
     * <p>As long as the answer has not {@linkplain Moment#BEGUN begun} it may return {@link
     * Attempted.Refused}, and another candidate is tried; after that it must return {@link
     * Attempted.Delivered}, whatever happens. It ends by itself at {@link Admitted#deadlineNanos}
     * and when the client hangs up, and then the upstream call is cancelled.
     */
    Attempted run(Admitted admitted);

    /**
     * Why a candidate cannot be asked for this at all: known before anything is taken or sent.
     *
     * @return null where it can
     */
    default @Nullable Fault unfit(Candidate candidate) {
        return null;
    }

    /** How far the client's answer has come, over all attempts of the request. */
    Moment moment();
}
