package dev.sluice.wire.job;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells by its first bytes what a picture is: what its sender calls it may be wrong. */
final class PictureType {
    private PictureType() {}

    static @Nullable String of(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(16, bytes.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (head.startsWith("GIF8")) {
            return "image/gif";
        }
        return head.startsWith("RIFF") && head.startsWith("WEBP", 8) ? "image/webp" : null;
    }
}
