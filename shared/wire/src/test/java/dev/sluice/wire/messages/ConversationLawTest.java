package dev.sluice.wire.messages;

import static dev.sluice.wire.openai.ChatTurns.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.catalog.CatalogLoader;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.ChatTurns;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a chat and Messages can both say survives the way there and back. What a system says has a
 * law of its own, {@link SystemFirstLawTest}.
 */
class ConversationLawTest {
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final Model MODEL =
            CatalogLoader.bundled().model("anthropic", "claude-opus-4-6").orElseThrow();

    @Property(tries = 500)
    void chatToMessagesToChatLosesNothing(
            @ForAll("turns") @Size(min = 1, max = 6)
                    List<List<Map<String, @Nullable Object>>> turns,
            @ForAll("settings") Map<String, Object> settings)
            throws IOException, BadRequest {
        Map<String, Object> chat = new LinkedHashMap<>(settings);
        List<Object> messages = new ArrayList<>();
        turns.forEach(messages::addAll);
        chat.put("model", MODEL.id());
        chat.put("messages", messages);
        byte[] body = withIdsOfTheirOwn(WRITER.asString(chat)).getBytes(UTF_8);
        assertThat(JSON.std.anyFrom(back(there(body)))).isEqualTo(JSON.std.anyFrom(body));
    }

    /** Calls of a conversation have an id each, and the turns here all begin at the same one. */
    private static String withIdsOfTheirOwn(String chat) {
        int[] turn = {0};
        return Pattern.compile("\"(id|tool_call_id)\":\"c(\\d+)\"")
                .matcher(chat)
                .replaceAll(
                        found -> {
                            boolean begins =
                                    found.group(1).equals("id") && found.group(2).equals("0");
                            turn[0] += begins ? 1 : 0;
                            String id = "c" + turn[0] + "-" + found.group(2) + "x";
                            return "\"" + found.group(1) + "\":\"" + id + "\"";
                        });
    }

    private static byte[] there(byte[] chat) throws BadRequest {
        ChatRequest request = ChatRequest.parse(ChatRequest.Kind.CHAT, chat);
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, request.maxTokens(), 1);
        return ChatAsMessages.of(request, ask, MODEL).toByteArray();
    }

    private static byte[] back(byte[] messages) throws BadRequest {
        return MessagesRequest.parse(messages).chat(MessagesRequest.Extras.NONE).body();
    }

    @Provide
    Arbitrary<Map<String, Object>> settings() {
        Object function =
                Map.of("name", "f", "description", "d", "parameters", Map.of("type", "object"));
        Map<String, Object> tools =
                Map.of("tools", List.of(Map.of("type", "function", "function", function)));
        Object named = Map.of("type", "function", "function", Map.of("name", "f"));
        Object format =
                Map.of(
                        "type",
                        "json_schema",
                        "json_schema",
                        Map.of(
                                "name",
                                "answer",
                                "schema",
                                Map.of("type", "object", "additionalProperties", false),
                                "strict",
                                true));
        List<Map<String, Object>> all =
                List.of(
                        Map.of("stream", true),
                        Map.of("stop", List.of("END", "\n\nEND")),
                        Map.of("reasoning_effort", "low"),
                        Map.of("response_format", format));
        List<Map<String, Object>> sampling =
                List.of(Map.of(), Map.of("temperature", 0.5), Map.of("top_p", 0.9, "top_k", 5));
        List<Map<String, Object>> toolUse =
                List.of(
                        Map.of(),
                        tools,
                        with(tools, "tool_choice", "required"),
                        with(tools, "tool_choice", "none"), // of one at a time nothing is said then
                        with(tools, "tool_choice", named),
                        with(with(tools, "tool_choice", "auto"), "parallel_tool_calls", false));
        return Combinators.combine(
                        Arbitraries.of(all).set(),
                        Arbitraries.of(toolUse),
                        Arbitraries.of(sampling))
                .as(
                        (chosen, used, sampled) -> {
                            Map<String, Object> settings = new LinkedHashMap<>(used);
                            settings.putAll(sampled);
                            settings.put("max_tokens", 77);
                            chosen.forEach(settings::putAll);
                            return settings;
                        });
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    /** A user's turn and what follows it, so that nothing of one language is joined there. */
    @Provide
    Arbitrary<List<List<Map<String, @Nullable Object>>>> turns() {
        Arbitrary<Map<String, @Nullable Object>> user =
                Arbitraries.oneOf(
                        text().map(text -> object("role", "user", "content", text)),
                        Arbitraries.oneOf(text().map(ChatTurns::part), picture())
                                .list()
                                .ofMinSize(2)
                                .ofMaxSize(4)
                                .map(parts -> object("role", "user", "content", parts)));
        Arbitrary<Map<String, @Nullable Object>> answer =
                text().map(text -> object("role", "assistant", "content", text));
        return Arbitraries.oneOf(
                        Combinators.combine(user, answer).as(List::of),
                        Combinators.combine(
                                        user,
                                        ChatTurns.worked(
                                                text(),
                                                (call, given) ->
                                                        object(
                                                                "name",
                                                                "t" + call,
                                                                "arguments",
                                                                "{\"n\": " + call + "}")),
                                        answer)
                                .as(
                                        (asked, work, said) -> {
                                            List<Map<String, @Nullable Object>> all =
                                                    new ArrayList<>(List.of(asked));
                                            all.addAll(work);
                                            all.add(said);
                                            return all;
                                        }))
                .list();
    }

    private static Arbitrary<Map<String, @Nullable Object>> picture() {
        return Arbitraries.of("https://a/b.png", "data:image/png;base64,AA==")
                .map(url -> object("type", "image_url", "image_url", object("url", url)));
    }

    /** Not blank: there are no such texts in Messages. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> !text.isBlank())
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }
}
