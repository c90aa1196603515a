package dev.sluice.wire.responses;

import static dev.sluice.wire.openai.ChatTurns.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.ChatTurns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a chat and a response can both say survives the way there and back: a conversation is
 * written here as a client of Responses writes it, and read as the gateway reads it. What a system
 * says has a law of its own, {@link SystemFirstLawTest}.
 */
class ConversationLawTest {
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    @Property(tries = 500)
    void chatToResponsesToChatLosesNothing(
            @ForAll("turns") @Size(min = 1, max = 6)
                    List<List<Map<String, @Nullable Object>>> turns)
            throws IOException, BadRequest {
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (List<Map<String, @Nullable Object>> turn : turns) {
            messages.addAll(turn);
        }
        List<Object> input = new ArrayList<>();
        for (Map<String, @Nullable Object> message : messages) {
            items(message, input);
        }
        byte[] body = WRITER.asBytes(Map.of("model", "m", "input", input, "stream", true));
        ResponsesRequest.Chat chat = ResponsesRequest.parse(body).chat();
        assertThat(JSON.std.mapFrom(chat.body()).get("messages"))
                .isEqualTo(JSON.std.anyFrom(WRITER.asBytes(messages)));
    }

    private static void items(Map<String, @Nullable Object> message, List<Object> input) {
        String role = String.valueOf(message.get("role"));
        Object content = message.get("content");
        if (role.equals("tool")) {
            input.add(
                    object(
                            "type",
                            "function_call_output",
                            "call_id",
                            message.get("tool_call_id"),
                            "output",
                            content));
            return;
        }
        if (content != null) {
            input.add(object("role", role, "content", content(content)));
        }
        if (message.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(call -> input.add(call((Map<?, ?>) call)));
        }
    }

    private static Object call(Map<?, ?> call) {
        Map<?, ?> function = (Map<?, ?>) Objects.requireNonNull(call.get("function"));
        return object(
                "type",
                "function_call",
                "call_id",
                call.get("id"),
                "name",
                function.get("name"),
                "arguments",
                function.get("arguments"));
    }

    private static Object content(Object content) {
        if (!(content instanceof List<?> parts)) {
            return content;
        }
        List<Object> items = new ArrayList<>();
        for (Object part : parts) {
            Map<?, ?> members = (Map<?, ?>) part;
            if (members.get("image_url") instanceof Map<?, ?> picture) {
                items.add(
                        object(
                                "type",
                                "input_image",
                                "image_url",
                                picture.get("url"),
                                "detail",
                                picture.get("detail")));
            } else {
                items.add(object("type", "input_text", "text", members.get("text")));
            }
        }
        return items;
    }

    @Provide
    Arbitrary<List<List<Map<String, @Nullable Object>>>> turns() {
        Arbitrary<Map<String, @Nullable Object>> said =
                text().map(text -> object("role", "user", "content", text));
        Arbitrary<Map<String, @Nullable Object>> shown =
                Arbitraries.oneOf(text().map(ChatTurns::part), picture())
                        .list()
                        .ofMinSize(2)
                        .ofMaxSize(4)
                        .map(parts -> object("role", "user", "content", parts));
        // Two messages of the assistant in a row are one, in either language.
        Arbitrary<List<Map<String, @Nullable Object>>> answered =
                Combinators.combine(text(), said)
                        .as(
                                (text, next) ->
                                        List.of(
                                                object("role", "assistant", "content", text),
                                                next));
        Arbitrary<List<Map<String, @Nullable Object>>> one =
                Arbitraries.oneOf(said, shown).map(List::of);
        return Arbitraries.oneOf(
                        one,
                        answered,
                        ChatTurns.worked(
                                text(),
                                (call, given) ->
                                        object("name", "tool_" + call, "arguments", given)))
                .list();
    }

    private static Arbitrary<Map<String, @Nullable Object>> picture() {
        return Combinators.combine(
                        Arbitraries.of("https://a/b.png", "data:image/png;base64,AA=="),
                        Arbitraries.of("low", "high", "auto"))
                .as(
                        (url, detail) ->
                                object(
                                        "type",
                                        "image_url",
                                        "image_url",
                                        object("url", url, "detail", detail)));
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }
}
