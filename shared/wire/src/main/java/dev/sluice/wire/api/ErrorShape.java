package dev.sluice.wire.api;

import dev.sluice.core.call.Rejection;
import dev.sluice.wire.answer.Manners;
import java.io.IOException;

/** How a door's clients want to be told that they get nothing. */
@FunctionalInterface
public interface ErrorShape {

    /** A status and the error body of a language. */
    static ErrorShape of(Manners manners) {
        return (visit, rejection) ->
                visit.json(
                        manners.status(rejection),
                        manners.retry(rejection),
                        manners.error(rejection, visit.requestId()));
    }

    /** Answers the visit, whose reply has not begun. */
    void tell(Visit visit, Rejection rejection) throws IOException;
}
