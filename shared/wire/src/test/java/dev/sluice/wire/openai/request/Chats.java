package dev.sluice.wire.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest.Kind;
import dev.sluice.wire.openai.request.RequestRules.MaxTokens;

/** Requests of a chat, read and rewritten. */
final class Chats {
    static final RequestRules TOGETHER = new RequestRules(MaxTokens.OLDER, true, true, true, false);

    static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    static ChatRequest chat(String json) throws BadRequest {
        return ChatRequest.parse(Kind.CHAT, json.getBytes(UTF_8));
    }

    /** A chat request with these members behind model and messages. */
    static ChatRequest with(String members) throws BadRequest {
        return chat("{\"model\":\"m\"," + MESSAGES + "," + members + "}");
    }

    static String patched(String json, RequestRules dialect) throws BadRequest {
        return new String(chat(json).patch("up/stream", dialect).toByteArray(), UTF_8);
    }

    static BadRequest refused(String json) {
        return refused(Kind.CHAT, json.getBytes(UTF_8));
    }

    static BadRequest refused(Kind kind, byte[] body) {
        BadRequest e = catchThrowableOfType(BadRequest.class, () -> ChatRequest.parse(kind, body));
        assertThat(e).as(new String(body, UTF_8)).isNotNull();
        return e;
    }

    static BadRequest refusedWith(String members) {
        return refused("{\"model\":\"m\"," + MESSAGES + "," + members + "}");
    }

    static ChatRequest completion(String prompt, String more) throws BadRequest {
        return ChatRequest.parse(
                Kind.COMPLETION,
                ("{\"model\":\"m\",\"prompt\":" + prompt + more + "}").getBytes(UTF_8));
    }

    private Chats() {}
}
