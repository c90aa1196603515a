package dev.sluice.wire.endpoint;

import java.nio.charset.StandardCharsets;

/**
 * Where clients ask how many tokens a request would have, without sending it to a provider.
 *
 * @param route of the counting
 * @param object what the answer calls itself; empty where it does not
 */
public record Counting(Route route, String object) {

    /** {@code {"input_tokens":12}}, with {@code object} before it. */
    public byte[] answer(long inputTokens) {
        String name = object.isEmpty() ? "" : "\"object\":\"" + object + "\",";
        return ("{" + name + "\"input_tokens\":" + inputTokens + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
