package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What tunes an answer, as a chat says it. A value of a wrong type is refused here, by its name in
 * a response's request; whether one of the right type is good is the provider's to say.
 */
final class Settings {
    /** What a chat calls by the same name. */
    private static final List<Typed> SAME =
            List.of(
                    Typed.text("model"),
                    Typed.bool("stream"),
                    Typed.number("temperature"),
                    Typed.number("top_p"),
                    Typed.text("service_tier"),
                    Typed.number("seed"),
                    Typed.number("presence_penalty"),
                    Typed.number("frequency_penalty"),
                    Typed.number("top_k"),
                    Typed.number("min_p"),
                    Typed.number("repetition_penalty"));

    private Settings() {}

    static void write(JsonOut chat, Map<String, JsonView> members)
            throws BadRequest, MalformedJson {
        for (Typed same : SAME) {
            copy(chat, same.name(), Wrong.given(members, same, ""));
        }
        copy(chat, "models", Members.given(members, "models")); // a chat's are read for their names
        stop(chat, Members.given(members, "stop"));
        logprobs(chat, members);
        OptionalLong most = mostTokens(members);
        if (most.isPresent()) {
            chat.name("max_tokens").number(most.getAsLong());
        }
        effort(chat, Wrong.given(members, Typed.object("reasoning"), ""));
        JsonView text = Members.given(members, "text");
        if (text != null) {
            TextFormat.write(chat, text);
        }
    }

    private static void stop(JsonOut chat, @Nullable JsonView stop)
            throws BadRequest, MalformedJson {
        boolean isText = stop == null || stop.isText() || stop.isArray();
        for (JsonView one : stop == null ? List.<JsonView>of() : stop.items()) {
            isText &= one.isText();
        }
        if (!isText) {
            throw Wrong.type("stop", "a string or an array of strings");
        }
        copy(chat, "stop", stop);
    }

    private static void copy(JsonOut chat, String name, @Nullable JsonView value) {
        if (value != null) {
            chat.name(name).raw(value);
        }
    }

    /** Wanted where {@code include} names them, or some of the likeliest tokens are asked for. */
    private static void logprobs(JsonOut chat, Map<String, JsonView> members)
            throws BadRequest, MalformedJson {
        JsonView top = Wrong.given(members, Typed.integer("top_logprobs"), "");
        boolean wantsTop = top != null && !Long.valueOf(0).equals(top.integer());
        JsonView include = Members.given(members, "include");
        if (include != null && !include.isArray()) {
            throw Wrong.type("include", "an array of strings");
        }
        boolean wanted = wantsTop;
        for (JsonView item : include == null ? List.<JsonView>of() : include.items()) {
            wanted |= "message.output_text.logprobs".equals(item.text());
        }
        if (wanted) {
            chat.name("logprobs").raw("true");
            copy(chat, "top_logprobs", wantsTop ? top : null);
        }
    }

    /** The most that an answer may have, where something is said of it. */
    static OptionalLong mostTokens(Map<String, JsonView> members) throws BadRequest, MalformedJson {
        JsonView most = Members.given(members, "max_output_tokens");
        if (most == null) {
            return OptionalLong.empty();
        }
        Long tokens = most.integer();
        if (tokens == null) {
            throw Wrong.type("max_output_tokens", "an integer");
        }
        if (tokens < 1) {
            throw new BadRequest(
                    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 1.",
                    "max_output_tokens",
                    "integer_below_min_value");
        }
        return OptionalLong.of(Math.min(tokens, Integer.MAX_VALUE));
    }

    /** What is more than high has no word that all know. */
    private static void effort(JsonOut chat, @Nullable JsonView reasoning)
            throws BadRequest, MalformedJson {
        JsonView given =
                reasoning == null
                        ? null
                        : Wrong.given(reasoning.members(), Typed.text("effort"), "reasoning");
        String effort = given == null ? "" : String.valueOf(given.text());
        if (!effort.isEmpty()) {
            boolean more = effort.equals("xhigh") || effort.equals("max");
            chat.name("reasoning_effort").text(more ? "high" : effort);
        }
    }
}
