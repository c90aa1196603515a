package dev.sluice.wire.messages;

import static dev.sluice.wire.openai.ChatTurns.object;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.SystemSays;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** A chat that was Messages has one system's message at most, and it is the first. */
class SystemFirstLawTest {
    @Provide
    Arbitrary<List<String>> conversations() {
        return SystemSays.conversations();
    }

    @Property(tries = 500)
    void aSystemSpeaksFirstOrInAUsersTurn(@ForAll("conversations") List<String> said)
            throws IOException, BadRequest {
        byte[] body =
                JSON.std.asBytes(
                        object("model", "m", "system", "first0.", "messages", messages(said)));
        byte[] chat = MessagesRequest.parse(body).chat(MessagesRequest.Extras.NONE).body();
        SystemSays.assertTold(said, chat);
    }

    /** Calls are one message's; a system that speaks among them speaks behind them. */
    private static List<Object> messages(List<String> said) {
        List<Object> messages = new ArrayList<>();
        List<Object> calls = new ArrayList<>();
        for (String word : said) {
            if (word.startsWith("call")) {
                if (calls.isEmpty()) {
                    messages.add(object("role", "assistant", "content", calls));
                }
                calls.add(block(word));
            } else {
                messages.add(message(word));
                calls = word.startsWith("system") ? calls : new ArrayList<>();
            }
        }
        return messages;
    }

    private static Map<String, @Nullable Object> message(String word) {
        return switch (word.replaceAll("\\W|\\d", "")) {
            case "system" -> object("role", "system", "content", word);
            case "answer" -> object("role", "assistant", "content", word);
            case "user" -> object("role", "user", "content", word);
            default -> object("role", "user", "content", List.of(block(word)));
        };
    }

    private static Map<String, @Nullable Object> block(String word) {
        if (word.startsWith("call")) {
            return object(
                    "type", "tool_use", "id", SystemSays.id(word), "name", "f", "input", Map.of());
        }
        return word.startsWith("result")
                ? object("type", "tool_result", "tool_use_id", SystemSays.id(word), "content", word)
                : object("type", "text", "text", word);
    }
}
