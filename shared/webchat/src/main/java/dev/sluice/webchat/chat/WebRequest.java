package dev.sluice.webchat.chat;

import dev.sluice.webchat.page.WebJson;
import java.util.Map;

/**
 * A request as the frontend shows it: with the messages once, in {@code llm_request}; later only if
 * they are short, for a stream that repeats a long prompt three times helps nobody.
 */
record WebRequest(byte[] messagesJson, Map<String, String> passedOn) {
    private static final int BRIEF_BYTES = 32 << 10;
    private static final byte[] NONE = {'[', ']'};

    WebRequest {
        passedOn = Map.copyOf(passedOn);
    }

    byte[] shown(String model) {
        return json(model, messagesJson);
    }

    byte[] shownBriefly(String model) {
        return json(model, messagesJson.length <= BRIEF_BYTES ? messagesJson : NONE);
    }

    private byte[] json(String model, byte[] messages) {
        return WebJson.object(
                json -> {
                    json.writeStringField("model", model);
                    json.writeFieldName("messages");
                    json.writeRawValue(WebJson.text(messages));
                    for (var passed : passedOn.entrySet()) {
                        json.writeFieldName(passed.getKey());
                        json.writeRawValue(passed.getValue());
                    }
                });
    }
}
