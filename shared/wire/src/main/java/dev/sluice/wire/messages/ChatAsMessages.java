package dev.sluice.wire.messages;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.ChatRequest;
import dev.sluice.wire.openai.RequestRules;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat as a request in Anthropic's Messages. What would change the answer and has no words there
 * is refused by name; a seed, penalties and what only tunes OpenAI's own service is left out, and
 * the first of these are told of.
 */
final class ChatAsMessages {
    /** What is allowed where the chat does not say, and the model gives as much. */
    private static final long MOST_OUTPUT_TOKENS = 32_000;

    private static final List<String> SAME = List.of("stream", "top_p", "top_k");

    /** What clients set by habit: they are told that it is left out. */
    private static final List<String> TOLD =
            List.of(
                    "seed",
                    "presence_penalty",
                    "frequency_penalty",
                    "repetition_penalty",
                    "logit_bias",
                    "min_p");

    private ChatAsMessages() {}

    static List<String> leftOut(ChatRequest chat) {
        byte[] body = chat.patch("", RequestRules.OPENAI).toByteArray();
        try {
            Map<String, JsonView> members = JsonView.of(body).members();
            return TOLD.stream().filter(name -> Members.given(members, name) != null).toList();
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chat was read before", e);
        }
    }

    static Patched of(ChatRequest chat, Ask ask, Model model) throws BadRequest {
        byte[] body = chat.patch(model.id(), RequestRules.OPENAI).toByteArray();
        try {
            return translated(body, JsonView.of(body).members(), ask, model);
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    private static Patched translated(byte[] body, Map<String, JsonView> chat, Ask ask, Model model)
            throws BadRequest, MalformedJson {
        refuse(chat);
        JsonOut json = new JsonOut(body.length + 256).raw("{");
        json.name("model").text(model.id());
        json.name("max_tokens").number(mostTokens(ask, model));
        for (String name : SAME) {
            JsonView value = Members.given(chat, name);
            if (value != null) {
                json.name(name).raw(value);
            }
        }
        temperature(json, Members.given(chat, "temperature"));
        stops(json, Members.given(chat, "stop"));
        ChatTurns turns = new ChatTurns(body.length);
        turns.add(Wrong.required(chat, "messages", ""));
        turns.write(json);
        ChatTools.write(json, chat);
        config(json, chat);
        byte[] bytes = json.raw("}").toByteArray();
        return new Patched(bytes, 0, bytes.length, new Edits());
    }

    private static void refuse(Map<String, JsonView> chat) throws BadRequest, MalformedJson {
        JsonView choices = Members.given(chat, "n");
        Long n = choices == null ? null : choices.integer();
        if (n != null && n > 1) {
            throw unsupported("n", "more than one choice");
        }
        JsonView logprobs = Members.given(chat, "logprobs");
        if (logprobs != null && logprobs.token() != JsonToken.VALUE_FALSE) {
            throw unsupported("logprobs", "log probabilities");
        }
        for (String name : List.of("functions", "audio", "web_search_options")) {
            if (Members.given(chat, name) != null) {
                throw unsupported(name, "'" + name + "'");
            }
        }
    }

    static BadRequest unsupported(String param, String what) {
        return new BadRequest(
                "Unsupported parameter: '"
                        + param
                        + "'. The provider of this model speaks Anthropic's language, which has no"
                        + " words for "
                        + what
                        + ".",
                param,
                "unsupported_parameter");
    }

    private static long mostTokens(Ask ask, Model model) {
        return ask.maxOutputTokens(model)
                .orElse(
                        Math.min(
                                model.maxOutputTokens().orElse(model.defaultOutputTokens()),
                                MOST_OUTPUT_TOKENS));
    }

    /** OpenAI's go up to 2, Anthropic's up to 1. */
    private static void temperature(JsonOut json, @Nullable JsonView temperature)
            throws MalformedJson {
        if (temperature != null) {
            String text = new JsonOut(16).raw(temperature).toString();
            boolean isHigh = isNumber(temperature) && Double.parseDouble(text) > 1;
            json.name("temperature").raw(isHigh ? "1" : text);
        }
    }

    private static boolean isNumber(JsonView value) {
        return value.token() == JsonToken.VALUE_NUMBER_INT
                || value.token() == JsonToken.VALUE_NUMBER_FLOAT;
    }

    private static void stops(JsonOut json, @Nullable JsonView stop) throws MalformedJson {
        if (stop != null && stop.isText()) {
            json.name("stop_sequences").raw("[").raw(stop).raw("]");
        } else if (stop != null && !stop.items().isEmpty()) {
            json.name("stop_sequences").raw(stop);
        }
    }

    /** How much to think, and the form of the answer. */
    private static void config(JsonOut json, Map<String, JsonView> chat)
            throws BadRequest, MalformedJson {
        String effort = Members.wordOr(chat, "reasoning_effort", "");
        boolean none = effort.equals("none") || effort.equals("minimal");
        if (none) {
            json.name("thinking").raw("{\"type\":\"disabled\"}");
        }
        JsonView schema = schema(Members.given(chat, "response_format"));
        boolean says = !effort.isEmpty() && !none;
        if (!says && schema == null) {
            return;
        }
        json.name("output_config").raw("{");
        if (says) {
            json.name("effort").text(effort);
        }
        if (schema != null) {
            json.name("format").raw("{\"type\":\"json_schema\",\"schema\":").raw(schema).raw("}");
        }
        json.raw("}");
    }

    private static @Nullable JsonView schema(@Nullable JsonView format)
            throws BadRequest, MalformedJson {
        if (format == null) {
            return null;
        }
        Map<String, JsonView> members = format.members();
        String type = Members.wordOr(members, "type", "text");
        if (type.equals("text")) {
            return null;
        }
        JsonView named = Members.given(members, "json_schema");
        JsonView schema = named == null ? null : Members.given(named.members(), "schema");
        if (!type.equals("json_schema") || schema == null) {
            throw unsupported("response_format", "'" + type + "' without a schema");
        }
        return schema;
    }
}
