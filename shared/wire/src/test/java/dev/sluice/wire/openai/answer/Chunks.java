package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.sse.Reads;
import java.io.IOException;

/** Chunks of a streamed answer. */
final class Chunks {
    static final String USAGE = "{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}";

    /** A chunk of the first choice. */
    static String chunk(String delta, String finishReason, String rest) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":17,\"model\":\"m/1\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]%s}"
                .formatted(delta, finishReason, rest);
    }

    static String text(String content) {
        return chunk("{\"content\":\"" + content + "\"}", "null", "");
    }

    static final String STOP = chunk("{}", "\"stop\"", "");

    static Relay stream(String sse) throws IOException {
        return Relay.of(Reads.whole(sse.getBytes(UTF_8)), Relay.SILENT);
    }

    private Chunks() {}
}
