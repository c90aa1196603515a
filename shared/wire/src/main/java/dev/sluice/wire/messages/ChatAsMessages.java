package dev.sluice.wire.messages;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat as a request in Anthropic's Messages. What would change the answer and has no words there
 * is refused by name; a seed, penalties, settings that a model does not take and what only tunes
 * OpenAI's own service is left out, and all but the last are told of.
 */
final class ChatAsMessages {
    /** What is allowed where the chat does not say, and the model gives as much. */
    private static final long MOST_OUTPUT_TOKENS = 32_000;

    private static final String STOP = "stop";

    /** What clients set by habit: they are told that it is left out. */
    private static final List<String> TOLD =
            List.of(
                    "seed",
                    "presence_penalty",
                    "frequency_penalty",
                    "repetition_penalty",
                    "logit_bias",
                    "min_p",
                    Breakpoints.NAME);

    private final Map<String, JsonView> chat;
    private final int bytes;
    private final Ask ask;
    private final Model model;

    private ChatAsMessages(Map<String, JsonView> chat, int bytes, Ask ask, Model model) {
        this.chat = chat;
        this.bytes = bytes;
        this.ask = ask;
        this.model = model;
    }

    static List<String> leftOut(ChatRequest chat, Model model) {
        try {
            Map<String, JsonView> members = chat.members();
            List<String> all = new ArrayList<>(TOLD);
            all.removeIf(name -> Members.given(members, name) == null);
            if (CacheHints.count(chat.body()) > Breakpoints.MOST
                    && !all.contains(Breakpoints.NAME)) {
                all.add(Breakpoints.NAME);
            }
            if (stops(members).stream().anyMatch(ChatAsMessages::isBlankText)) {
                all.add(STOP);
            }
            all.addAll(ChatSettings.of(members, model).leftOut());
            return all;
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chat was read before", e);
        }
    }

    static Patched of(ChatRequest chat, Ask ask, Model model) throws BadRequest {
        try {
            Breakpoints breakpoints = new Breakpoints();
            ChatAsMessages request =
                    new ChatAsMessages(chat.members(), chat.body().length, ask, model);
            Patched messages = request.translated(breakpoints);
            return breakpoints.areTooMany() ? request.translated(breakpoints.lastOnes()) : messages;
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    private Patched translated(Breakpoints breakpoints) throws BadRequest, MalformedJson {
        refuse(chat);
        JsonOut json = new JsonOut(bytes + 256).raw("{");
        json.name("model").text(model.id());
        json.name("max_tokens").number(mostTokens(ask, model));
        JsonView stream = Members.given(chat, "stream");
        if (stream != null) {
            json.name("stream").raw(stream);
        }
        ChatSettings settings = ChatSettings.of(chat, model);
        settings.samplers(json);
        stops(json, stops(chat));
        ChatTurns turns = new ChatTurns(bytes, breakpoints);
        turns.add(Wrong.required(chat, "messages", ""));
        turns.write(json);
        ChatTools.write(json, chat, breakpoints, settings.mayForce());
        settings.config(json, schema(Members.given(chat, "response_format")));
        byte[] body = json.raw("}").toByteArray();
        return new Patched(body, 0, body.length, new Edits());
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

    private static void stops(JsonOut json, List<JsonView> stops) {
        JsonOut said = new JsonOut(64);
        for (JsonView stop : stops) {
            if (!isBlankText(stop)) {
                said.item().raw(stop);
            }
        }
        if (!said.isEmpty()) {
            json.name("stop_sequences").raw("[").raw(said).raw("]");
        }
    }

    private static List<JsonView> stops(Map<String, JsonView> chat) throws MalformedJson {
        JsonView stop = Members.given(chat, STOP);
        return stop == null ? List.of() : stop.isText() ? List.of(stop) : stop.items();
    }

    /** A stop of white space alone is an error there. */
    private static boolean isBlankText(JsonView stop) {
        return stop.isText() && Foreign.isBlank(stop);
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
