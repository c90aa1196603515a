package dev.sluice.wire.api;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import java.io.IOException;

/** How a door's clients want to be told that they get nothing. */
@FunctionalInterface
public interface ErrorShape {

    /** A status and OpenAI's error body. */
    ErrorShape OPENAI =
            (visit, rejection) ->
                    visit.json(
                            Statuses.of(rejection),
                            ErrorAnswer.headers(rejection),
                            ErrorAnswer.body(rejection));

    /** Answers the visit, whose reply has not begun. */
    void tell(Visit visit, Rejection rejection) throws IOException;
}
