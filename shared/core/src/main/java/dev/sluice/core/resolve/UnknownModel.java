package dev.sluice.core.resolve;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import java.util.List;

/** What a caller is told of a name that nobody knows. */
final class UnknownModel {
    private UnknownModel() {}

    static Rejection rejection(String name, List<String> nearest) {
        String hint =
                nearest.isEmpty() ? "" : " Nearest names: " + String.join(", ", nearest) + ".";
        return new Rejection.ModelNotFound(
                "The model `" + Shown.name(name) + "` does not exist." + hint, nearest);
    }
}
