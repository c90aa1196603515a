package dev.sluice.wire.messages;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Tuning;
import dev.sluice.core.catalog.Tuning.Effort;
import dev.sluice.core.catalog.Tuning.Sampling;
import dev.sluice.core.catalog.Tuning.ThinkingOff;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a chat wants its answer made, as far as the model lets itself be told: samplers, and how much
 * it is to think. What it does not take is left out, or as near to it as the model comes.
 */
final class ChatSettings {
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_P = "top_p";
    private static final List<String> SAMPLERS = List.of(TEMPERATURE, TOP_P, "top_k");
    private static final String EFFORT = "reasoning_effort";
    private static final String CHOICE = "tool_choice";
    private static final Effort[] EFFORTS = Effort.values();

    private final Map<String, JsonView> chat;
    private final Tuning tuning;
    private final String asked;

    private ChatSettings(Map<String, JsonView> chat, Tuning tuning, String asked) {
        this.chat = chat;
        this.tuning = tuning;
        this.asked = asked;
    }

    static ChatSettings of(Map<String, JsonView> chat, Model model) throws MalformedJson {
        return new ChatSettings(
                chat,
                model.traits().tuning().orElse(Tuning.NEWEST),
                Members.wordOr(chat, EFFORT, ""));
    }

    /** Members that the model is not told of, or less than they say. */
    List<String> leftOut() throws MalformedJson {
        List<String> all = new ArrayList<>();
        for (String sampler : SAMPLERS) {
            if (Members.given(chat, sampler) != null && !takes(sampler)) {
                all.add(sampler);
            }
        }
        boolean isMet =
                isNotToThink() ? tuning.thinkingOff() != ThinkingOff.NEVER : effort().equals(asked);
        if (!isMet) {
            all.add(EFFORT);
        }
        if (!mayForce() && isForced()) {
            all.add(CHOICE);
        }
        return all;
    }

    /** Whether the model may be made to call a tool. */
    boolean mayForce() {
        return !tuning.choosesTools();
    }

    private boolean isForced() throws MalformedJson {
        JsonView tools = Members.given(chat, "tools");
        JsonView choice = Members.given(chat, CHOICE);
        boolean isAny = tools != null && !tools.items().isEmpty();
        return isAny && choice != null && (!choice.isText() || "required".equals(choice.text()));
    }

    void samplers(JsonOut json) {
        for (String sampler : SAMPLERS) {
            JsonView value = Members.given(chat, sampler);
            if (value != null && takes(sampler)) {
                sampler(json.name(sampler), sampler, value);
            }
        }
    }

    /**
     * How much to think, and the form of the answer.
     *
     * @param schema what it has to look like
     */
    void config(JsonOut json, @Nullable JsonView schema) throws MalformedJson {
        if (isNotToThink() && tuning.thinkingOff() != ThinkingOff.NEVER) {
            json.name("thinking").raw("{\"type\":").text(word(tuning.thinkingOff())).raw("}");
        }
        String effort = effort();
        if (effort.isEmpty() && schema == null) {
            return;
        }
        json.name("output_config").raw("{");
        if (!effort.isEmpty()) {
            json.name("effort").text(effort);
        }
        if (schema != null) {
            json.name("format").raw("{\"type\":\"json_schema\",\"schema\":");
            HeldSchema.write(json, schema);
            json.raw("}");
        }
        json.raw("}");
    }

    private boolean takes(String sampler) {
        return tuning.sampling() == Sampling.ONE
                && !(sampler.equals(TOP_P) && Members.given(chat, TEMPERATURE) != null);
    }

    /** OpenAI's temperatures go up to 2, Anthropic's up to 1. */
    private static void sampler(JsonOut json, String sampler, JsonView value) {
        String text = new JsonOut(16).raw(value).toString();
        boolean isHigh =
                sampler.equals(TEMPERATURE) && isNumber(value) && Double.parseDouble(text) > 1;
        json.raw(isHigh ? "1" : text);
    }

    private static boolean isNumber(JsonView value) {
        return value.token() == JsonToken.VALUE_NUMBER_INT
                || value.token() == JsonToken.VALUE_NUMBER_FLOAT;
    }

    private boolean isNotToThink() {
        return asked.equals("none") || asked.equals("minimal");
    }

    /** The level that is asked for, or the next lower one that the model takes; empty for none. */
    private String effort() {
        if (tuning.efforts().isEmpty()) {
            return "";
        }
        if (isNotToThink()) {
            return tuning.thinkingOff() == ThinkingOff.NEVER ? word(Effort.LOW) : "";
        }
        String nearest = "";
        for (Effort level : EFFORTS) {
            nearest = tuning.efforts().contains(level) ? word(level) : nearest;
            if (word(level).equals(asked)) {
                return nearest;
            }
        }
        return asked;
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
