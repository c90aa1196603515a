package dev.sluice.wire.openai.request;

import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of a chat that was translated which a model refuses: its client says them to all models,
 * in a language whose models take them. A provider's file says it by how ids begin; of those that
 * fit, the longest counts.
 */
public final class Refused {
    /** Of these a one is what a model does that is told nothing, and takes. */
    private static final Set<String> ONE_BY_ITSELF = Set.of("temperature", "top_p");

    private Refused() {}

    /** What it says of them. */
    public static List<String> in(ChatRequest chat, Provider provider, String modelId) {
        List<String> refused =
                ProviderSpeech.ofLongest(provider.speech().refused(), modelId).orElse(List.of());
        if (refused.isEmpty()) {
            return List.of();
        }
        try {
            Map<String, JsonView> members = chat.members();
            List<String> said = new ArrayList<>();
            for (String name : refused) {
                JsonView value = Members.given(members, name);
                if (value != null && !(ONE_BY_ITSELF.contains(name) && isOne(value))) {
                    said.add(name);
                }
            }
            return said;
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chat was read before", e);
        }
    }

    private static boolean isOne(JsonView value) {
        String number = new JsonOut(16).raw(value).toString();
        return number.equals("1") || number.equals("1.0");
    }
}
