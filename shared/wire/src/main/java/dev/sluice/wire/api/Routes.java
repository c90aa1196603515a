package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import java.io.IOException;

/** Paths beside the API's own, behind the same door. */
@FunctionalInterface
public interface Routes {

    /** None. */
    Routes NONE = visit -> false;

    /** Answers the visit if its path is one of these; else leaves it alone and says false. */
    boolean serve(Visit visit) throws Rejected, IOException;
}
