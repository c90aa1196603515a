package dev.sluice.wire.address;

import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.BadRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a provider would fetch in a request that is passed on in its client's own language:
 * https and public, or inlined as a {@code data:} URL.
 *
 * @param addresses members that hold one: as {@code image_url}, or as {@code source.url} where the
 *     name alone says too little
 * @param texts members that are not looked into
 * @param bracketed whether an item is called {@code input[0]}, not {@code messages.0}
 */
public record FetchedAddresses(Set<String> addresses, Set<String> texts, boolean bracketed) {

    /**
     * Judges a value.
     *
     * @param param what the value is called
     * @throws BadRequest that names the member at fault
     */
    public void judge(@Nullable JsonView value, String param) throws BadRequest, MalformedJson {
        if (value != null) {
            judge(value, param, param);
        }
    }

    private void judge(JsonView value, String holder, String param)
            throws BadRequest, MalformedJson {
        List<JsonView> items = value.items();
        for (int i = 0; i < items.size(); i++) {
            judge(items.get(i), holder, param + (bracketed ? "[" + i + "]" : "." + i));
        }
        for (Map.Entry<String, JsonView> member : value.members().entrySet()) {
            String name = member.getKey();
            String at = param + "." + name;
            String text = isAddress(holder, name) ? member.getValue().text() : null;
            if (text != null) {
                AddressRule.checkOrData(text, at);
            } else if (!texts.contains(name)) {
                judge(member.getValue(), name, at);
            }
        }
    }

    private boolean isAddress(String holder, String name) {
        return addresses.contains(name) || addresses.contains(holder + "." + name);
    }
}
