package dev.sluice.wire.responses;

import static dev.sluice.wire.openai.ChatTurns.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.SystemSays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** A chat that was a response's input has one system's message at most, and it is the first. */
class SystemFirstLawTest {
    private static final String PICTURE = "https://a/b.png";

    @Provide
    Arbitrary<List<String>> conversations() {
        return SystemSays.conversations();
    }

    @Property(tries = 500)
    void aSystemSpeaksFirstOrInAUsersTurn(@ForAll("conversations") List<String> said)
            throws IOException, BadRequest {
        byte[] body =
                JSON.std.asBytes(
                        object(
                                "model",
                                "m",
                                "instructions",
                                "first0.",
                                "input",
                                said.stream().map(SystemFirstLawTest::item).toList()));
        byte[] chat = ResponsesRequest.parse(body).chat().body();
        SystemSays.assertTold(said, chat);
    }

    /** A reminder joins what the user says; parts of which there are none say an empty text. */
    @Example
    void aReminderIsAllThatAUserWithoutPartsSays() throws Exception {
        String items =
                "{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'developer','content':'c'},{'role':'user','content':[]}";
        String body = "{'model':'m','input':[" + items + "]}";
        byte[] chat = ResponsesRequest.parse(body.replace('\'', '"').getBytes(UTF_8)).chat().body();
        assertThat(String.valueOf(JSON.std.mapFrom(chat).get("messages")))
                .endsWith("{role=user, content=<system-reminder>\nc\n</system-reminder>\n\n}]");
    }

    private static Map<String, @Nullable Object> item(String word) {
        String id = SystemSays.id(word);
        return switch (word.replaceAll("\\W|\\d", "")) {
            case "system" -> object("role", "developer", "content", word);
            case "answer" -> object("role", "assistant", "content", word);
            case "user" -> object("role", "user", "content", word);
            case "call" ->
                    object("type", "function_call", "call_id", id, "name", "f", "arguments", "{}");
            case "result" -> object("type", "function_call_output", "call_id", id, "output", word);
            default ->
                    object(
                            "role",
                            "user",
                            "content",
                            List.of(
                                    object("type", "input_text", "text", word),
                                    object("type", "input_image", "image_url", PICTURE)));
        };
    }
}
