package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.door.Percent;

/**
 * Which part of a list is asked for, in OpenAI's words.
 *
 * @param limit 1 to 100
 * @param after the id behind which it begins; empty = at the first
 */
record ListQuery(int limit, String after, boolean newestFirst) {
    private static final int USUAL = 20;
    private static final int MOST = 100;

    static ListQuery read(String query) throws Rejected {
        String order = value(query, "order");
        if (!order.isEmpty() && !order.equals("asc") && !order.equals("desc")) {
            throw bad("order", "expected asc or desc");
        }
        return new ListQuery(
                limit(value(query, "limit")), value(query, "after"), !order.equals("asc"));
    }

    private static int limit(String text) throws Rejected {
        if (text.isEmpty()) {
            return USUAL;
        }
        if (!text.matches("[0-9]{1,3}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > MOST) {
            throw bad("limit", "expected 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static Rejected bad(String param, String expected) {
        return new Rejected(
                new Rejection.BadRequest(
                        "Invalid '" + param + "': " + expected + ".", param, "invalid_value"));
    }

    /** The first value of that name; empty where there is none. */
    static String value(String query, String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                String value = Percent.decode(pair.substring(equals + 1), Percent.Broken.KEPT);
                return value == null ? "" : value;
            }
        }
        return "";
    }
}
