package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an input has that stands for something stored. Nothing is, here or at a provider; but
 * OpenAI's clients count on it where they are not told otherwise.
 */
final class Stored {
    static final String REFERENCE = "item_reference";

    private Stored() {}

    /** Refuses items that are no more than a stored one's name. */
    static void refuse(@Nullable JsonView input) throws BadRequest, MalformedJson {
        List<JsonView> items = input == null ? List.of() : input.items();
        for (int i = 0; i < items.size(); i++) {
            if (Members.wordOr(items.get(i).members(), "type", "").equals(REFERENCE)) {
                throw refused("input[" + i + "]");
            }
        }
    }

    static BadRequest refused(String param) {
        return Wrong.unsupported(
                param + ".type",
                "Items of type 'item_reference' are not supported: nothing is stored here, as"
                        + " 'store' of each response says. Send the items themselves; clients do so"
                        + " with 'store': false (Vercel's AI SDK: providerOptions.openai.store ="
                        + " false, or openai.chat()).");
    }

    /**
     * The input without thoughts that the provider would have to remember: one that stores nothing
     * refuses them, and clients send back what they were given.
     */
    static void without(JsonOut out, JsonView input) throws MalformedJson {
        List<JsonView> items = input.items();
        List<JsonView> sent = new ArrayList<>(items.size());
        for (JsonView item : items) {
            if (!isToBeRemembered(item.members())) {
                sent.add(item);
            }
        }
        if (sent.size() == items.size()) {
            out.raw(input);
            return;
        }
        out.raw("[");
        sent.forEach(item -> out.item().raw(item));
        out.raw("]");
    }

    private static boolean isToBeRemembered(Map<String, JsonView> item) throws MalformedJson {
        JsonView content = item.get("content");
        return Members.wordOr(item, "type", "").equals("reasoning")
                && Members.given(item, "encrypted_content") == null
                && (content == null || content.items().isEmpty());
    }
}
