package dev.sluice.core.resolve;

import dev.sluice.core.call.Rejection;
import java.util.List;

/** What a caller is told of a name that nobody knows. */
final class UnknownModel {
    private static final int MOST_CHARS = 100;

    private UnknownModel() {}

    static Rejection rejection(String name, List<String> nearest) {
        String hint =
                nearest.isEmpty() ? "" : " Nearest names: " + String.join(", ", nearest) + ".";
        return new Rejection.ModelNotFound(
                "The model `" + shown(name) + "` does not exist." + hint, nearest);
    }

    /** A name comes from outside: bounded, and without what could break a line. */
    private static String shown(String name) {
        String bounded = name.length() > MOST_CHARS ? name.substring(0, MOST_CHARS) + "…" : name;
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }
}
