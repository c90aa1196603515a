package dev.sluice.wire.responses;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.address.FetchedAddresses;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body of {@code POST /v1/responses}, and the chat that asks the same. What would need state that
 * nobody keeps here is refused; what chat models have no words for is refused by name, or told of
 * where it is left out. Holds the array it was read from; that must not change.
 */
public final class ResponsesRequest {
    private static final List<String> STATEFUL =
            List.of("previous_response_id", "conversation", "prompt");

    /** What a chat calls by the same name. */
    private static final List<String> SAME =
            List.of(
                    "model",
                    "models",
                    "stream",
                    "temperature",
                    "top_p",
                    "service_tier",
                    "stop",
                    "seed",
                    "presence_penalty",
                    "frequency_penalty",
                    "top_k",
                    "min_p",
                    "repetition_penalty");

    /** What providers that speak Responses fetch. */
    private static final FetchedAddresses FETCHED =
            new FetchedAddresses(
                    Set.of("image_url", "file_url", "server_url"),
                    Set.of("arguments", "parameters", "annotations"),
                    true);

    private final Map<String, JsonView> members;
    private final int bytes;

    private ResponsesRequest(Map<String, JsonView> members, int bytes) {
        this.members = members;
        this.bytes = bytes;
    }

    /**
     * Reads the body.
     *
     * @throws BadRequest when it is not one JSON object in UTF-8, a member stands twice, or it asks
     *     for state
     */
    public static ResponsesRequest parse(byte[] body) throws BadRequest {
        try {
            JsonView view = JsonView.of(body);
            if (!view.isObject()) {
                throw Wrong.unreadable(new MalformedJson("expected an object", -1));
            }
            ResponsesRequest request = new ResponsesRequest(view.members(), body.length);
            request.refuseState();
            return request;
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    private void refuseState() throws BadRequest {
        for (String name : STATEFUL) {
            if (Members.given(members, name) != null) {
                throw Wrong.unsupported(
                        name,
                        "'"
                                + name
                                + "' is not supported: this gateway keeps no responses. Send the"
                                + " whole conversation as 'input'.");
            }
        }
        JsonView background = given("background");
        if (background != null && !background.isBoolean()) {
            throw Wrong.type("background", "a boolean");
        }
        if (background != null && background.isTrue()) {
            throw Wrong.unsupported(
                    "background",
                    "'background' is not supported: this gateway keeps no responses. Use"
                            + " 'stream'.");
        }
    }

    /**
     * Judges what may be fetched where no chat can say the request: in a chat, each is judged as it
     * is written.
     */
    void judgeAddresses() throws BadRequest {
        try {
            FETCHED.judge(given("input"), "input");
            FETCHED.judge(given("tools"), "tools");
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /** A member that is there and not null. */
    @Nullable JsonView given(String name) {
        return Members.given(members, name);
    }

    /**
     * The chat that asks the same.
     *
     * @throws BadRequest when something in it has no words in a chat, or is wrong
     */
    public Chat chat() throws BadRequest {
        return chat(false);
    }

    /**
     * The same for a model that may want back what it thought in earlier turns.
     *
     * @throws BadRequest when something in it has no words in a chat, or is wrong
     */
    Chat chat(boolean reasoningBack) throws BadRequest {
        try {
            return translated(reasoningBack);
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    private Chat translated(boolean reasoningBack) throws BadRequest, MalformedJson {
        Misplaced.refuse(members);
        Tools tools = Tools.of(given("tools"));
        ToolChoice choice = ToolChoice.of(given("tool_choice"), tools.names());
        JsonOut chat = new JsonOut(bytes + 512).raw("{");
        for (String name : SAME) {
            JsonView value = given(name);
            if (value != null) {
                chat.name(name).raw(value);
            }
        }
        settings(chat);
        boolean thinks = messages(chat, new Conversation(tools.names(), bytes, reasoningBack));
        tools.write(chat, choice.allowed());
        choice.write(chat);
        JsonView parallel = given("parallel_tool_calls");
        if (parallel != null && !choice.allowed().isEmpty()) {
            chat.name("parallel_tool_calls").raw(parallel);
        }
        return new Chat(chat.raw("}").toByteArray(), tools.names(), tools.leftOut(), thinks);
    }

    private void settings(JsonOut chat) throws BadRequest, MalformedJson {
        logprobs(chat);
        if (given("max_output_tokens") != null) {
            chat.name("max_tokens").number(mostTokens());
        }
        JsonView reasoning = given("reasoning");
        if (reasoning != null) {
            effort(chat, Members.wordOr(Wrong.members(reasoning, "reasoning"), "effort", ""));
        }
        JsonView text = given("text");
        if (text != null) {
            TextFormat.write(chat, text);
        }
    }

    /** Wanted where {@code include} names them, or some of the likeliest tokens are asked for. */
    private void logprobs(JsonOut chat) throws BadRequest, MalformedJson {
        JsonView top = given("top_logprobs");
        boolean wantsTop = top != null && !Long.valueOf(0).equals(top.integer());
        JsonView include = given("include");
        boolean wanted = wantsTop;
        for (JsonView item : include == null ? List.<JsonView>of() : include.items()) {
            wanted |= "message.output_text.logprobs".equals(item.text());
        }
        if (wanted) {
            chat.name("logprobs").raw("true");
            if (top != null && wantsTop) {
                chat.name("top_logprobs").raw(top);
            }
        }
    }

    private long mostTokens() throws BadRequest, MalformedJson {
        JsonView most = members.get("max_output_tokens");
        Long tokens = most == null ? null : most.integer();
        if (tokens == null) {
            throw Wrong.type("max_output_tokens", "an integer");
        }
        if (tokens < 1) {
            throw new BadRequest(
                    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 1.",
                    "max_output_tokens",
                    "integer_below_min_value");
        }
        return Math.min(tokens, Integer.MAX_VALUE);
    }

    /** What is more than high has no word that all know. */
    private static void effort(JsonOut chat, String effort) {
        if (!effort.isEmpty()) {
            boolean more = effort.equals("xhigh") || effort.equals("max");
            chat.name("reasoning_effort").text(more ? "high" : effort);
        }
    }

    /** Says whether the model thought aloud in earlier turns. */
    private boolean messages(JsonOut chat, Conversation conversation)
            throws BadRequest, MalformedJson {
        JsonView input = given("input");
        if (input == null) {
            throw Wrong.missing("input");
        }
        JsonView instructions = given("instructions");
        if (instructions != null) {
            conversation.instructions(instructions);
        }
        conversation.input(input);
        conversation.write(chat);
        return conversation.haveThoughts();
    }

    /** The same for a provider that speaks Responses itself: all values are the client's bytes. */
    Patched own(String upstreamModel, OptionalLong mostTokens) {
        JsonOut own = new JsonOut(bytes + 64).raw("{");
        for (Map.Entry<String, JsonView> member : members.entrySet()) {
            switch (member.getKey()) {
                case "model" -> own.name("model").text(upstreamModel);
                case "models" -> {}
                case "store" -> own.name("store").raw("false");
                case "max_output_tokens" -> most(own, member.getValue(), mostTokens);
                default -> own.item().text(member.getKey()).raw(":").raw(member.getValue());
            }
        }
        if (!members.containsKey("model")) {
            own.name("model").text(upstreamModel);
        }
        byte[] body = own.raw("}").toByteArray();
        return new Patched(body, 0, body.length, new Edits());
    }

    private static void most(JsonOut own, JsonView given, OptionalLong mostTokens) {
        own.name("max_output_tokens");
        if (mostTokens.isPresent() && !given.isNull()) {
            own.number(mostTokens.getAsLong());
        } else {
            own.raw(given);
        }
    }

    /** What is asked, where no chat can ask it: its tokens are guessed from its bytes. */
    Ask ask() throws BadRequest {
        try {
            List<String> models = new ArrayList<>();
            JsonView model = given("model");
            if (model != null) {
                models.add(Members.wordOr(members, "model", ""));
            }
            JsonView more = given("models");
            for (JsonView name : more == null ? List.<JsonView>of() : more.items()) {
                models.add(String.valueOf(name.text()));
            }
            if (models.isEmpty()) {
                throw Wrong.missing("model");
            }
            JsonView stream = given("stream");
            Long most = given("max_output_tokens") == null ? null : mostTokens();
            return new Ask(
                            models,
                            ModelKind.CHAT,
                            stream != null && stream.isTrue(),
                            TokenEstimate.ofBytes(bytes),
                            most == null ? OptionalLong.empty() : OptionalLong.of(most),
                            1)
                    .lowered();
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /**
     * The same request as a chat.
     *
     * @param body of {@code POST /v1/chat/completions}
     * @param names what its tools are called
     * @param leftOut types of tools, and members, that it leaves out
     * @param thinks whether it has thoughts of earlier turns, which some models want back
     */
    public record Chat(byte[] body, ToolNames names, List<String> leftOut, boolean thinks) {}
}
