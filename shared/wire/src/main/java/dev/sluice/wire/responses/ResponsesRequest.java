package dev.sluice.wire.responses;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.address.FetchedAddresses;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.json.Typed;
import dev.sluice.wire.openai.request.Inlined;
import dev.sluice.wire.openai.request.Surcharges;
import dev.sluice.wire.openai.request.Thoughts;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** What providers that speak Responses fetch. */
    private static final FetchedAddresses FETCHED =
            new FetchedAddresses(
                    Set.of("image_url", "file_url", "server_url"),
                    Set.of("arguments", "parameters", "annotations"),
                    true);

    private final Map<String, JsonView> members;
    private final List<String> surcharges;
    private final int bytes;

    private ResponsesRequest(Map<String, JsonView> members, List<String> surcharges, int bytes) {
        this.members = members;
        this.surcharges = surcharges;
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
                throw BadRequest.unreadable(new MalformedJson("expected an object", -1));
            }
            Map<String, JsonView> members = view.members();
            List<String> surcharges = Surcharges.in(members);
            members.keySet().removeAll(surcharges);
            ResponsesRequest request = new ResponsesRequest(members, surcharges, body.length);
            request.refuseState();
            return request;
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
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
        JsonView background = Wrong.given(members, Typed.bool("background"), "");
        if (background != null && background.isTrue()) {
            throw Wrong.unsupported(
                    "background",
                    "'background' is not supported: this gateway keeps no responses. Use"
                            + " 'stream'.");
        }
    }

    /**
     * Judges what may be fetched, and what stands for something stored, where no chat can say the
     * request: in a chat, each is judged as it is written.
     */
    void judge() throws BadRequest {
        try {
            Stored.refuse(given("input"));
            FETCHED.judge(given("input"), "input");
            FETCHED.judge(given("tools"), "tools");
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
    }

    /** These members alone, with bytes of their own. */
    ResponsesRequest only(Set<String> names) {
        Map<String, JsonView> some = new HashMap<>();
        int length = 0;
        for (String name : names) {
            JsonView given = given(name);
            if (given != null) {
                some.put(name, given.copied());
                length += given.end() - given.start();
            }
        }
        return new ResponsesRequest(some, surcharges, length);
    }

    /** What was in it and no provider is told of: {@link Surcharges}. */
    List<String> surcharges() {
        return surcharges;
    }

    /** How many it was read from. */
    int bytes() {
        return bytes;
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
        return chat(Thoughts.LEFT_OUT);
    }

    /**
     * The same for a model that may want back what it thought in earlier turns.
     *
     * @throws BadRequest when something in it has no words in a chat, or is wrong
     */
    Chat chat(Thoughts thoughts) throws BadRequest {
        try {
            return translated(thoughts);
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
    }

    private Chat translated(Thoughts thoughts) throws BadRequest, MalformedJson {
        JsonOut chat = new JsonOut(bytes + 512).raw("{");
        JsonView parallel = Wrong.given(members, Typed.bool("parallel_tool_calls"), "");
        Settings.write(chat, members);
        Misplaced.refuse(members);
        Tools tools = Tools.of(given("tools"));
        ToolChoice choice = ToolChoice.of(given("tool_choice"), tools.names());
        Conversation conversation = new Conversation(tools.names(), bytes, thoughts);
        messages(chat, conversation);
        tools.write(chat, choice.allowed());
        choice.write(chat);
        if (parallel != null && !choice.allowed().isEmpty()) {
            chat.name("parallel_tool_calls").raw(parallel);
        }
        return new Chat(
                chat.raw("}").toByteArray(),
                tools.names(),
                tools.leftOut(),
                conversation.haveThoughts(),
                conversation.haveAnswers());
    }

    private void messages(JsonOut chat, Conversation conversation)
            throws BadRequest, MalformedJson {
        JsonView input = given("input");
        if (input == null) {
            throw BadRequest.missing("input");
        }
        JsonView instructions = given("instructions");
        if (instructions != null) {
            conversation.instructions(instructions);
        }
        conversation.input(input);
        conversation.write(chat);
    }

    /**
     * The same for a provider that speaks Responses itself: all values are the client's bytes.
     * Nothing is to be stored there, which it would do where it is not told.
     */
    Patched own(String upstreamModel, OptionalLong mostTokens) throws BadRequest {
        try {
            byte[] body = passed(upstreamModel, mostTokens).toByteArray();
            return new Patched(body, 0, body.length, new Edits());
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
    }

    private JsonOut passed(String upstreamModel, OptionalLong mostTokens) throws MalformedJson {
        JsonOut own = new JsonOut(bytes + 64).raw("{\"store\":false");
        for (Map.Entry<String, JsonView> member : members.entrySet()) {
            switch (member.getKey()) {
                case "model" -> own.name("model").text(upstreamModel);
                case "models", "store" -> {}
                case "input" -> Stored.without(own.name("input"), member.getValue());
                case "max_output_tokens" -> most(own, member.getValue(), mostTokens);
                default -> own.item().text(member.getKey()).raw(":").raw(member.getValue());
            }
        }
        if (!members.containsKey("model")) {
            own.name("model").text(upstreamModel);
        }
        return own.raw("}");
    }

    private static void most(JsonOut own, JsonView given, OptionalLong mostTokens) {
        own.name("max_output_tokens");
        if (mostTokens.isPresent() && !given.isNull()) {
            own.number(mostTokens.getAsLong());
        } else {
            own.raw(given);
        }
    }

    /**
     * What is asked, where no chat can ask it: its tokens are guessed from its bytes, but for those
     * of media.
     */
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
                throw BadRequest.missing("model");
            }
            JsonView stream = given("stream");
            OptionalLong most = Settings.mostTokens(members);
            return new Ask(
                            models,
                            ModelKind.CHAT,
                            stream != null && stream.isTrue(),
                            Inlined.tokens(bytes, given("input")),
                            most,
                            1)
                    .lowered();
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
    }

    /**
     * The same request as a chat.
     *
     * @param body of {@code POST /v1/chat/completions}
     * @param names what its tools are called
     * @param leftOut types of tools, and members, that it leaves out
     * @param thinks whether it has thoughts of earlier turns, which some models want back
     * @param answers whether the model has said something in earlier turns
     */
    public record Chat(
            byte[] body, ToolNames names, List<String> leftOut, boolean thinks, boolean answers) {
        /** Whether it would be another one for a provider that wants these. */
        boolean wouldDiffer(Thoughts thoughts) {
            return switch (thoughts) {
                case LEFT_OUT -> false;
                case SAID_AGAIN -> thinks;
                case SAID_OF_EACH -> answers;
            };
        }
    }
}
