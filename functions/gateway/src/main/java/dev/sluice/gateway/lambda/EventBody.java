package dev.sluice.gateway.lambda;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The body in an event: text, or base64 where API Gateway or a function URL takes it for binary.
 */
record EventBody(@Nullable String text, boolean base64) implements DoorRequest.Body {

    @Override
    public byte[] read(int maxBytes) throws BodyTooLarge, IOException {
        if (text == null) {
            return new byte[0];
        }
        byte[] bytes = base64 ? decoded(text) : text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        return bytes;
    }

    private static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("the event's body is no base64");
        }
    }
}
