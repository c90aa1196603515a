package dev.sluice.wire.api;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.endpoint.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What who is at no door is told: the door that was meant, where a base URL has {@code /v1} once
 * too often or not at all, and all doors.
 */
final class UnknownUrl {
    private static final String VERSION = "/v1";

    private UnknownUrl() {}

    static Rejection at(DoorRequest request, List<Route> routes) {
        Route meant = meant(request, routes);
        return new Rejection.NotFound(
                "Unknown request URL: "
                        + request.method()
                        + " "
                        + Shown.name(request.path())
                        + ". "
                        + (meant == null ? "" : "Did you mean " + meant + "? ")
                        + "This gateway serves "
                        + all(routes)
                        + ".");
    }

    /** The longest that the path ends with, {@code /v1} and slashes at the end aside. */
    private static @Nullable Route meant(DoorRequest request, List<Route> routes) {
        String asked = request.path().replaceAll("/+$", "");
        Route meant = null;
        int likeness = 0;
        for (Route route : routes) {
            String path = route.path();
            String door = path.startsWith(VERSION) ? path.substring(VERSION.length()) : path;
            int same = 2 * door.length() + (route.method().equals(request.method()) ? 1 : 0);
            if (asked.endsWith(door) && same > likeness) {
                meant = route;
                likeness = same;
            }
        }
        return meant;
    }

    /** All that can be called, in a sentence. */
    private static String all(List<Route> routes) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < routes.size(); i++) {
            boolean isLast = i == routes.size() - 1;
            all.append(i == 0 ? "" : isLast ? " and " : ", ").append(routes.get(i));
        }
        return all.toString();
    }
}
