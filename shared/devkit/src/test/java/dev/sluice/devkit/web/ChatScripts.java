package dev.sluice.devkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Call;
import dev.sluice.standins.ScriptedProvider.Script;
import dev.sluice.standins.Scripts;
import dev.sluice.wire.json.JsonText;
import java.io.IOException;

/** What a provider says to the page: streams with F1's usage, errors in nobody's words. */
final class ChatScripts {
    private ChatScripts() {}

    /** A provider that says hello unless it is told something else. */
    static ScriptedProvider provider() throws IOException {
        return new ScriptedProvider().otherwise(answer("Hel", "lo!"));
    }

    /** A stream of these pieces, and F1's usage. */
    static Script answer(String... pieces) {
        return call -> {
            begin(call);
            for (String piece : pieces) {
                say(call, piece);
            }
            end(call);
        };
    }

    static void begin(Call call) throws IOException {
        call.write(Scripts.SSE_HEAD);
    }

    static void say(Call call, String piece) throws IOException {
        String quoted = new String(JsonText.quote(piece), UTF_8);
        choice(call, "{\"index\":0,\"delta\":{\"content\":" + quoted + "},\"finish_reason\":null}");
    }

    static void choice(Call call, String choice) throws IOException {
        call.chunk(Scripts.event(choice));
    }

    static void end(Call call) throws IOException {
        end(call, 1200, 300);
    }

    static void end(Call call, int inputTokens, int outputTokens) throws IOException {
        call.chunk(Scripts.finish("stop"))
                .chunk(
                        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n"
                                .formatted(inputTokens, outputTokens, inputTokens + outputTokens))
                .chunk(Scripts.DONE)
                .write(Scripts.END);
    }

    /** An error body without any of the words that others look for; names and values of headers. */
    static Script error(int status, String... headers) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return call ->
                call.write(
                        Scripts.json(
                                status,
                                lines.toString(),
                                "{\"error\":{\"message\":\"slow down\"}}"));
    }

    /** Some pieces, then the connection breaks. */
    static Script cutAfter(String... pieces) {
        return call -> {
            begin(call);
            for (String piece : pieces) {
                say(call, piece);
            }
            call.close();
        };
    }
}
