package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.wire.json.JsonOut;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models as Anthropic lists them: those that can be asked for a message. */
final class AnthropicModels {
    private AnthropicModels() {}

    static byte[] list(List<Offer> offers, String query) throws Rejected {
        List<Offer> chats = new ArrayList<>();
        for (Offer offer : offers) {
            if (offer.model().kind() == ModelKind.CHAT) {
                chats.add(offer);
            }
        }
        ModelPage page = ModelPage.of(chats, query);
        List<Offer> shown = page.offers();
        JsonOut json = new JsonOut(128 * (shown.size() + 1)).raw("{\"data\":[");
        for (Offer offer : shown) {
            write(json.item(), offer);
        }
        json.raw("],\"has_more\":").raw(page.hasMore() ? "true" : "false");
        json.raw(",\"first_id\":");
        id(json, shown.isEmpty() ? null : shown.getFirst());
        json.raw(",\"last_id\":");
        id(json, shown.isEmpty() ? null : shown.getLast());
        return json.raw("}").toByteArray();
    }

    static byte[] one(Offer offer) {
        JsonOut json = new JsonOut(256);
        write(json, offer);
        return json.toByteArray();
    }

    private static void write(JsonOut json, Offer offer) {
        json.raw("{\"type\":\"model\",\"id\":").text(offer.name());
        json.raw(",\"display_name\":").text(offer.model().displayName());
        json.raw(",\"created_at\":\"").raw(offer.model().asOf().toString());
        json.raw("T00:00:00Z\"}");
    }

    private static void id(JsonOut json, @Nullable Offer offer) {
        if (offer == null) {
            json.raw("null");
        } else {
            json.text(offer.name());
        }
    }
}
