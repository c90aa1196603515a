package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Offer;
import java.util.List;

/**
 * A page of models, in Anthropic's words: {@code limit}, and {@code after_id} or {@code before_id}.
 * Where no limit is given all are on one page, which a client that pages reads as well.
 *
 * @param hasMore whether there are others in the direction that was asked for
 */
record ModelPage(List<Offer> offers, boolean hasMore) {
    private static final int MOST = 1_000;

    static ModelPage of(List<Offer> all, String query) throws Rejected {
        int limit = limit(ListQuery.value(query, "limit"), all.size());
        String after = ListQuery.value(query, "after_id");
        String before = ListQuery.value(query, "before_id");
        if (!after.isEmpty() && !before.isEmpty()) {
            throw bad("before_id", "it cannot be given beside after_id");
        }
        if (!before.isEmpty()) {
            int end = place(all, before, "before_id");
            int start = Math.max(0, end - limit);
            return new ModelPage(all.subList(start, end), start > 0);
        }
        int start = after.isEmpty() ? 0 : place(all, after, "after_id") + 1;
        int end = Math.min(all.size(), start + limit);
        return new ModelPage(all.subList(start, end), end < all.size());
    }

    private static int limit(String text, int otherwise) throws Rejected {
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,4}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > MOST) {
            throw bad("limit", "Input should be a valid integer from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static int place(List<Offer> all, String id, String param) throws Rejected {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(id)) {
                return i;
            }
        }
        throw bad(param, "no model of this list has this id");
    }

    private static Rejected bad(String param, String why) {
        return new Rejected(new Rejection.BadRequest(param + ": " + why, param, "invalid_value"));
    }
}
