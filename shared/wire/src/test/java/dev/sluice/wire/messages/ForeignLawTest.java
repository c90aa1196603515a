package dev.sluice.wire.messages;

import static dev.sluice.wire.openai.ChatTurns.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.Samples;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.catalog.CatalogLoader;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that other models have had is one that Claude takes: ids are of its characters, no
 * two calls have one, and they are still those of their calls, thoughts are signed, no text of an
 * assistant is blank; all else is as it came, byte for byte where nothing is amiss.
 */
class ForeignLawTest {
    private static final Candidate CLAUDE =
            new Candidate(
                    Samples.slot(1, "anthropic"),
                    CatalogLoader.bundled().provider("anthropic").orElseThrow(),
                    Model.unlisted("anthropic", "m"));

    @Property(tries = 1_000)
    void whatOthersHaveSaidIsMended(
            @ForAll("conversations") List<Map<String, Object>> conversation, @ForAll boolean pretty)
            throws IOException, BadRequest {
        byte[] body =
                (pretty ? JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT) : JSON.std)
                        .asBytes(object("model", "m", "max_tokens", 9, "messages", conversation));
        MessagesRequest request = MessagesRequest.parse(body);
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, OptionalLong.of(9), 1);
        byte[] mended = request.mended(CLAUDE, ask, Headers.none()).body().toByteArray();
        assertThat(JSON.std.mapFrom(mended).get("messages"))
                .isEqualTo(JSON.std.anyFrom(JSON.std.asBytes(expected(conversation))));
        boolean isForeign = request.chat(MessagesRequest.Extras.NONE).isForeign();
        assertThat(new String(mended, UTF_8).equals(new String(body, UTF_8))).isEqualTo(!isForeign);
        assertThat(request.own(CLAUDE, ask, Headers.none()).body().toByteArray()).isEqualTo(body);
    }

    @Example
    void aChatWithKimisIdsIsMendedToo() throws IOException, BadRequest {
        String chat =
                "{'model':'m','messages':[{'role':'user','content':'Go'},{'role':'assistant','content':'\\n\\n','tool_calls':["
                        + "{'id':'functions.Bash:0','type':'function','function':{'name':'Bash','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'functions.Bash:0','content':' \\t'}]}";
        ChatRequest request =
                ChatRequest.parse(ChatRequest.Kind.CHAT, chat.replace('\'', '"').getBytes(UTF_8));
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, request.maxTokens(), 1);
        byte[] body = ChatAsMessages.of(request, ask, CLAUDE.model()).toByteArray();
        assertThat(JSON.std.mapFrom(body).get("messages"))
                .hasToString(
                        "[{role=user, content=[{type=text, text=Go}]},"
                                + " {role=assistant, content=[{type=tool_use, id=functions_Bash_0, name=Bash, input={}}]},"
                                + " {role=user, content=[{type=tool_result, tool_use_id=functions_Bash_0}]}]");
    }

    private static List<Object> expected(List<Map<String, Object>> conversation) {
        List<Object> messages = new ArrayList<>();
        List<List<String>> calls = new ArrayList<>();
        for (Map<String, Object> message : conversation) {
            boolean isSaid = Objects.equals(message.get("role"), "assistant");
            if (!(message.get("content") instanceof List<?> blocks)) {
                if (!isSaid || !String.valueOf(message.get("content")).isBlank()) {
                    messages.add(message);
                }
                continue;
            }
            List<Object> kept = new ArrayList<>();
            for (Object block : blocks) {
                Map<?, ?> members = (Map<?, ?>) block;
                boolean isUnsigned = "".equals(members.get("signature"));
                boolean isBlank =
                        "text".equals(members.get("type"))
                                && String.valueOf(members.get("text")).isBlank();
                if (!isSaid || !(isUnsigned || isBlank)) {
                    kept.add(withIds(members, calls));
                }
            }
            if (!kept.isEmpty()) {
                messages.add(object("role", message.get("role"), "content", kept));
            }
        }
        return messages;
    }

    /**
     * @param calls those before: the id that each had, the one that it has, and whether it waits
     */
    private static Map<String, @Nullable Object> withIds(
            Map<?, ?> block, List<List<String>> calls) {
        Map<String, @Nullable Object> copy = object();
        block.forEach(
                (name, value) ->
                        copy.put(
                                String.valueOf(name),
                                switch (String.valueOf(name)) {
                                    case "id" -> call(String.valueOf(value), calls);
                                    case "tool_use_id" -> result(String.valueOf(value), calls);
                                    default -> value;
                                }));
        return copy;
    }

    private static String plain(String id) {
        return id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    private static String call(String id, List<List<String>> calls) {
        List<String> taken = calls.stream().map(call -> call.get(1)).toList();
        String unique = plain(id);
        for (int i = 2; taken.contains(unique); i++) {
            unique = plain(id) + "_" + i;
        }
        calls.add(new ArrayList<>(List.of(id, unique, "waits")));
        return unique;
    }

    private static String result(String id, List<List<String>> calls) {
        List<List<String>> ofId =
                calls.stream().filter(call -> call.getFirst().equals(id)).toList();
        if (ofId.isEmpty()) {
            return plain(id);
        }
        for (List<String> call : ofId) {
            if (call.get(2).equals("waits")) {
                call.set(2, "has");
                return call.get(1);
            }
        }
        return ofId.getLast().get(1);
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> conversations() {
        Arbitrary<String> words = Arbitraries.of("", " ", "\n\n", "\t\r\n ", "a", "\n b", "\\n");
        Arbitrary<String> ids =
                Arbitraries.of(
                        "toolu_01-A",
                        "functions.Bash:0",
                        "a b",
                        "a_b",
                        "a_b_2",
                        "é\"",
                        "call_1",
                        "");
        Arbitrary<Object> said =
                Arbitraries.oneOf(
                        words.map(text -> object("type", "text", "text", text)),
                        Combinators.combine(words, Arbitraries.of("", "sig"))
                                .as(
                                        (thought, signature) ->
                                                object(
                                                        "type",
                                                        "thinking",
                                                        "thinking",
                                                        thought,
                                                        "signature",
                                                        signature)),
                        ids.map(
                                id ->
                                        object(
                                                "type",
                                                "tool_use",
                                                "id",
                                                id,
                                                "name",
                                                "f",
                                                "input",
                                                Map.of("id", "a.b"))));
        Arbitrary<Object> given =
                Arbitraries.oneOf(
                        words.map(text -> object("type", "text", "text", text)),
                        ids.map(
                                id ->
                                        object(
                                                "type",
                                                "tool_result",
                                                "tool_use_id",
                                                id,
                                                "content",
                                                "a.b")));
        Arbitrary<Map<String, Object>> turns =
                Arbitraries.oneOf(
                        blocks("assistant", said),
                        blocks("user", given),
                        words.map(text -> Map.of("role", "assistant", "content", text)));
        Arbitrary<Map<String, Object>> first = blocks("user", given);
        return Combinators.combine(first, turns.list().ofMaxSize(6))
                .as(
                        (begin, rest) -> {
                            List<Map<String, Object>> all = new ArrayList<>(List.of(begin));
                            all.addAll(rest);
                            return all;
                        });
    }

    private static Arbitrary<Map<String, Object>> blocks(String role, Arbitrary<Object> block) {
        return block.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(blocks -> Map.of("role", role, "content", blocks));
    }
}
