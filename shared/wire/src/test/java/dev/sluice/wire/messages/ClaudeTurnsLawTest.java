package dev.sluice.wire.messages;

import static dev.sluice.wire.openai.ChatTurns.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.SystemSays;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A chat on its way to Claude, whoever speaks when: turns are a user's or an assistant's, there is
 * one at least, what tools gave begins a turn, and nothing is lost.
 */
class ClaudeTurnsLawTest {
    private static final Model MODEL = Model.unlisted("anthropic", "m");

    @Provide
    Arbitrary<List<String>> conversations() {
        return SystemSays.conversations();
    }

    @Property(tries = 500)
    void everybodySpeaksInAUsersOrAnAssistantsTurn(@ForAll("conversations") List<String> said)
            throws IOException, BadRequest {
        List<Map<?, ?>> turns = turns(said);
        assertThat(turns).isNotEmpty();
        for (Map<?, ?> turn : turns) {
            assertThat(turn.get("role")).as("%s", turns).isIn("user", "assistant");
            List<?> types =
                    ((List<?>) Objects.requireNonNull(turn.get("content")))
                            .stream().map(block -> ((Map<?, ?>) block).get("type")).toList();
            assertThat(types.lastIndexOf("tool_result"))
                    .as("%s", turns)
                    .isEqualTo(types.stream().filter("tool_result"::equals).count() - 1);
        }
    }

    @Example
    void aSystemThatSpeaksLaterIsAReminderInTheUsersTurn() throws Exception {
        assertThat(
                        turns(
                                List.of(
                                        "system0.",
                                        "user1.",
                                        "system2.",
                                        "answer3.",
                                        "system4.",
                                        "user5.")))
                .asString()
                .isEqualTo(
                        "[{role=user, content=[{type=text, text=user1.}, {type=text, text=<system-reminder>},"
                                + " {type=text, text=system2.}, {type=text, text=</system-reminder>}]},"
                                + " {role=assistant, content=[{type=text, text=answer3.}]},"
                                + " {role=user, content=[{type=text, text=<system-reminder>}, {type=text, text=system4.},"
                                + " {type=text, text=</system-reminder>}, {type=text, text=user5.}]}]");
    }

    @Example
    void aSystemThatSpeaksAloneIsTheUser() throws Exception {
        Map<String, Object> request = request(List.of("system0.", "system1."));
        assertThat(request).doesNotContainKey("system");
        assertThat(request.get("messages"))
                .hasToString(
                        "[{role=user, content=[{type=text, text=system0.}, {type=text, text=system1.}]}]");
    }

    private static List<Map<?, ?>> turns(List<String> said) throws IOException, BadRequest {
        Map<String, Object> request = request(said);
        for (String word : said) {
            if (!word.startsWith("call")) {
                assertThat(request.toString().split(word.replace(".", "\\."), -1))
                        .as("%s", request)
                        .hasSize(2);
            }
        }
        List<Map<?, ?>> turns = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(request.get("messages")))
                .forEach(turn -> turns.add((Map<?, ?>) turn));
        return turns;
    }

    private static Map<String, Object> request(List<String> said) throws IOException, BadRequest {
        byte[] chat =
                JSON.std.asBytes(
                        object(
                                "model",
                                "m",
                                "messages",
                                said.stream().map(ClaudeTurnsLawTest::message).toList()));
        ChatRequest request = ChatRequest.parse(ChatRequest.Kind.CHAT, chat);
        Ask ask = new Ask(List.of("m"), ModelKind.CHAT, false, 1, request.maxTokens(), 1);
        return JSON.std.mapFrom(ChatAsMessages.of(request, ask, MODEL).toByteArray());
    }

    private static Map<String, @Nullable Object> message(String word) {
        String id = SystemSays.id(word);
        return switch (word.replaceAll("\\W|\\d", "")) {
            case "system" -> object("role", "developer", "content", word);
            case "answer" -> object("role", "assistant", "content", word);
            case "user" -> object("role", "user", "content", word);
            case "call" ->
                    object(
                            "role",
                            "assistant",
                            "tool_calls",
                            List.of(
                                    object(
                                            "id",
                                            id,
                                            "type",
                                            "function",
                                            "function",
                                            object("name", "f", "arguments", "{}"))));
            case "result" -> object("role", "tool", "tool_call_id", id, "content", word);
            default ->
                    object(
                            "role",
                            "user",
                            "content",
                            List.of(object("type", "text", "text", word)));
        };
    }
}
