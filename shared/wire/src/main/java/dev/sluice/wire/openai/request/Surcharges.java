package dev.sluice.wire.openai.request;

import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of a request that have its provider charge more than the model's price: no row, limit or
 * budget would know. They are left out and told of; the answer is the same, later. What costs less
 * passes, and so does what the provider's account decides. Sources: OpenAI's and Bedrock's {@code
 * service_tier} ({@code priority}: about twice the price), Anthropic's {@code speed} ({@code fast}:
 * two to six times), both as OpenRouter has them.
 */
public final class Surcharges {
    private static final String TIER = "service_tier";
    private static final String SPEED = "speed";

    /** Values at the model's price, or below; of others nobody knows. */
    private static final Map<String, Set<String>> NONE =
            Map.of(
                    TIER,
                    Set.of("auto", "default", "standard", "standard_only", "on_demand", "flex"),
                    SPEED,
                    Set.of("standard"));

    private static final List<String> MEMBERS = List.of(TIER, SPEED);

    private Surcharges() {}

    /** Whether some value of the member is one. */
    static boolean mayBe(String member) {
        return member.equals(TIER) || member.equals(SPEED);
    }

    /** Whether the member's text is one. */
    static boolean isOne(String member, String text) {
        Set<String> none = NONE.get(member);
        return none != null && !none.contains(text);
    }

    /** The names of those that a request has. */
    public static List<String> in(Map<String, JsonView> request) throws MalformedJson {
        List<String> found = new ArrayList<>(0);
        for (String member : MEMBERS) {
            JsonView value = request.get(member);
            String text = value == null ? null : value.text();
            if (text != null && isOne(member, text)) {
                found.add(member);
            }
        }
        return found;
    }
}
