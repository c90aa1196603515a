package dev.sluice.core.relay;

/**
 * One call of one candidate, with the client at its other end: made by the door for each request,
 * because only it has the body and the client.
 *
 * <p>It blocks until the exchange is over. Before it commits the client's status it calls {@link
 * Admitted#beforeFirstByte}; before that it may return {@link Attempted.Refused} and another
 * candidate is tried; after that it must return {@link Attempted.Delivered}, whatever happens. It
 * ends by itself at {@link Admitted#deadlineNanos} and when the client hangs up, and then the
 * upstream call is cancelled.
 */
@FunctionalInterface
public interface Attempt {
    Attempted run(Admitted admitted);
}
