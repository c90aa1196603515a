package dev.sluice.wire.messages;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.address.FetchedAddresses;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.json.Typed;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.request.Inlined;
import dev.sluice.wire.openai.request.Surcharges;
import dev.sluice.wire.openai.request.Thoughts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request in Anthropic's Messages, and the chat that asks the same. What only tunes Anthropic's
 * own service (cache hints, metadata, betas, context management) is left out; what would change the
 * answer and has no words in a chat is refused by name. Holds the array it was read from; that must
 * not change.
 */
public final class MessagesRequest {
    /** Members that mean the same in a chat. */
    private static final List<Typed> SAME =
            List.of(
                    Typed.text("model"),
                    Typed.integer("max_tokens"),
                    Typed.bool("stream"),
                    Typed.number("temperature"),
                    Typed.number("top_p"),
                    Typed.number("top_k"));

    /**
     * Models that its provider is to ask instead, as Anthropic and OpenRouter call them: neither
     * the key's list nor the row would know of them.
     */
    private static final List<String> INSTEAD = List.of("fallbacks", "models");

    private static final String WEB_SEARCH = "web_search";

    /** Of a tool that does not say how often it may be used. */
    private static final long MOST_SEARCHES = 10;

    /** What providers that speak Messages fetch. */
    private static final FetchedAddresses FETCHED =
            new FetchedAddresses(
                    Set.of("source.url", "mcp_servers.url"), Set.of("input", "citations"), false);

    private final byte[] body;
    private final Map<String, JsonView> members;
    private final List<String> surcharges;

    /**
     * What a provider's chats know beside OpenAI's.
     *
     * @param reasoningSwitch whether {@code reasoning: {"enabled": false}} keeps a model from
     *     thinking
     * @param thoughts what it wants of those of earlier turns
     */
    public record Extras(boolean reasoningSwitch, Thoughts thoughts) {
        public static final Extras NONE = new Extras(false, Thoughts.LEFT_OUT);
    }

    /**
     * The same request as a chat.
     *
     * @param body of {@code POST /v1/chat/completions}
     * @param thinks whether {@link Extras} would change it
     * @param answers whether {@link Thoughts#SAID_OF_EACH} would: the model has said something
     * @param isForeign whether Claude would refuse something that another model has said in it
     * @param callIds those of its calls that the model may give again
     */
    public record Chat(
            byte[] body, boolean thinks, boolean answers, boolean isForeign, Set<String> callIds) {}

    private MessagesRequest(byte[] body, Map<String, JsonView> members, List<String> surcharges) {
        this.body = body;
        this.members = members;
        this.surcharges = surcharges;
    }

    /**
     * Reads the body.
     *
     * @throws BadRequest when it is not one JSON object in UTF-8, a member stands twice, or it asks
     *     where it is answered
     */
    public static MessagesRequest parse(byte[] body) throws BadRequest {
        try {
            JsonView view = JsonView.of(body);
            if (!view.isObject()) {
                throw Wrong.unreadable(new MalformedJson("it is not an object", 0));
            }
            Map<String, JsonView> members = view.members();
            Place.refuse(members);
            List<String> surcharges = new ArrayList<>(Surcharges.in(members));
            for (String name : INSTEAD) {
                if (Members.given(members, name) != null) {
                    surcharges.add(name);
                }
            }
            if (surcharges.isEmpty()) {
                return new MessagesRequest(body, members, surcharges);
            }
            byte[] rest = JsonOut.without(surcharges, members);
            return new MessagesRequest(rest, JsonView.of(rest).members(), surcharges);
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /** What the client has said and no provider is told of. */
    public List<String> leftOut(Headers sent) {
        List<String> all = new ArrayList<>(surcharges);
        all.addAll(Versions.leftOut(sent));
        return all;
    }

    /** Whether only providers of chats cannot be asked for what was refused so. */
    public static boolean isWordless(BadRequest refused) {
        return Wrong.isUnsupported(refused);
    }

    /**
     * Judges what may be fetched where no chat can say the request: in a chat, each is judged as it
     * is written.
     */
    public void judgeAddresses() throws BadRequest {
        try {
            FETCHED.judge(given("messages"), "messages");
            FETCHED.judge(given("mcp_servers"), "mcp_servers");
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /** A member that is there and not null. */
    @Nullable JsonView given(String name) {
        return Members.given(members, name);
    }

    /**
     * The request as it is, for a provider that speaks Messages itself: another model's name, and
     * no more output than that gives.
     *
     * @param sent headers of the client, of which those of the language are passed on
     */
    public Spoken own(Candidate candidate, Ask ask, Headers sent) throws BadRequest {
        return own(candidate, ask, sent, new Edits());
    }

    /** The same for Claude, where another model may have said something in it. */
    public Spoken mended(Candidate candidate, Ask ask, Headers sent) throws BadRequest {
        Edits edits = new Edits();
        JsonView messages = given("messages");
        if (messages != null) {
            try {
                Foreign.mend(messages, edits);
            } catch (MalformedJson e) {
                throw Wrong.unreadable(e);
            }
        }
        return own(candidate, ask, sent, edits);
    }

    private Spoken own(Candidate candidate, Ask ask, Headers sent, Edits edits) throws BadRequest {
        JsonView model = Wrong.text(members, "model", "");
        edits.replace(model.start(), model.end(), JsonText.quote(candidate.model().id()));
        JsonView most = given("max_tokens");
        OptionalLong allowed = ask.maxOutputTokens(candidate.model());
        if (most != null && allowed.isPresent()) {
            byte[] lowered = Long.toString(allowed.getAsLong()).getBytes(StandardCharsets.US_ASCII);
            edits.replace(most.start(), most.end(), lowered);
        }
        return new Spoken(
                AnthropicDialect.PATH,
                new Patched(body, 0, body.length, edits),
                new PassedMessages(Quirk.COST_IS_TOLD.isOf(candidate.provider())),
                Versions.passedOn(sent));
    }

    /**
     * What the stages need to know where a chat has no words for the request.
     *
     * @throws BadRequest when there is no model
     */
    public Ask ask() throws BadRequest {
        try {
            JsonView stream = given("stream");
            JsonView most = given("max_tokens");
            Long allowed = most == null ? null : most.integer();
            return new Ask(
                            List.of(Wrong.word(members, "model", "")),
                            ModelKind.CHAT,
                            stream != null && stream.isTrue(),
                            Inlined.tokens(body.length, given("messages")),
                            allowed == null || allowed < 0
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(allowed),
                            1)
                    .lowered();
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /** How often its provider may search the web for it; a guess where it does not say. */
    public long mostSearches() throws BadRequest {
        try {
            JsonView tools = given("tools");
            long most = 0;
            for (JsonView tool :
                    tools == null ? List.<JsonView>of() : Wrong.items(tools, "tools")) {
                Map<String, JsonView> said = Wrong.members(tool, "tools");
                if (Members.wordOr(said, "type", "").startsWith(WEB_SEARCH)) {
                    JsonView uses = Members.given(said, "max_uses");
                    Long allowed = uses == null ? null : uses.integer();
                    most += allowed == null ? MOST_SEARCHES : Math.clamp(allowed, 0, 1_000);
                }
            }
            return most;
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    /**
     * The chat that asks the same.
     *
     * @throws BadRequest when something in it has no words in a chat, or is wrong
     */
    public Chat chat(Extras extras) throws BadRequest {
        try {
            return translated(extras);
        } catch (MalformedJson e) {
            throw Wrong.unreadable(e);
        }
    }

    private Chat translated(Extras extras) throws BadRequest, MalformedJson {
        Wrong.text(members, "model", "");
        JsonOut chat = new JsonOut(body.length + 512).raw("{");
        for (Typed same : SAME) {
            JsonView value = Wrong.given(members, same, "");
            if (value != null) {
                chat.name(same.name()).raw(value);
            }
        }
        Wordless.refuse(members);
        stops(chat);
        JsonView config = Wrong.given(members, Typed.object("output_config"), "");
        Map<String, JsonView> output = config == null ? Map.of() : config.members();
        boolean isOff = reasoning(chat, output, extras);
        format(chat, output);
        Turns turns = new Turns(body.length, extras.thoughts());
        turns.system(given("system"));
        turns.messages(Wrong.required(members, "messages", ""));
        turns.write(chat);
        Tools.write(chat, given("tools"), given("tool_choice"));
        return new Chat(
                chat.raw("}").toByteArray(),
                isOff || turns.haveThoughts(),
                turns.haveAnswers(),
                turns.isForeign(),
                turns.countedIds());
    }

    private void stops(JsonOut chat) throws BadRequest, MalformedJson {
        JsonView stops = given("stop_sequences");
        List<JsonView> texts = stops == null ? List.of() : Wrong.items(stops, "stop_sequences");
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).isText()) {
                throw Wrong.type("stop_sequences." + i, "a valid string");
            }
        }
        if (stops != null && !texts.isEmpty()) {
            chat.name("stop").raw(stops);
        }
    }

    /** Says whether the model is not to think. */
    private boolean reasoning(JsonOut chat, Map<String, JsonView> output, Extras extras)
            throws BadRequest, MalformedJson {
        JsonView given = Wrong.given(output, Typed.text("effort"), "output_config");
        String effort = given == null ? "" : String.valueOf(given.text());
        if (!effort.isEmpty()) {
            boolean more = effort.equals("xhigh") || effort.equals("max");
            chat.name("reasoning_effort").text(more ? "high" : effort);
        }
        JsonView thinking = given("thinking");
        boolean isOff =
                thinking != null
                        && Wrong.word(Wrong.members(thinking, "thinking"), "type", "thinking")
                                .equals("disabled");
        if (isOff && extras.reasoningSwitch()) {
            chat.name("reasoning").raw("{\"enabled\":false}");
        }
        return isOff;
    }

    /** {@code output_config.format}, or {@code output_format}, as it was called before. */
    private void format(JsonOut chat, Map<String, JsonView> output)
            throws BadRequest, MalformedJson {
        JsonView format = Members.given(output, "format");
        String param = format == null ? "output_format" : "output_config.format";
        format = format == null ? given("output_format") : format;
        if (format == null) {
            return;
        }
        Map<String, JsonView> said = Wrong.members(format, param);
        String type = Wrong.word(said, "type", param);
        if (!type.equals("json_schema")) {
            throw Wrong.unsupported(
                    param + ".type", "'" + type + "' is not supported, but 'json_schema' is");
        }
        chat.name("response_format").raw("{\"type\":\"json_schema\",\"json_schema\":{\"name\":");
        JsonView schema = Wrong.required(said, "schema", param);
        chat.text(Members.wordOr(said, "name", "answer")).name("schema").raw(schema);
        chat.raw(StrictSchema.isOne(schema) ? ",\"strict\":true}}" : "}}");
    }
}
