package dev.sluice.wire.openai.request;

import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;

/**
 * A string in a picture, sound, film or file of a message, by its place: what its provider would
 * fetch must be https and public. What is inlined is not looked into.
 *
 * @param message as {@code messages[2]}
 * @param member of the message, as {@code content}
 * @param part of that member; negative where it has none
 * @param medium the member that holds the string, as {@code image_url}
 * @param name of the string itself
 */
record MediumAddress(String message, String member, int part, String medium, String name) {
    /** A scheme has no more bytes than these. */
    private static final int HEAD_BYTES = 32;

    static void judge(JsonCursor cursor, byte[] body, MediumAddress place)
            throws BadRequest, MalformedJson {
        int start = cursor.start();
        switch (place.name()) {
            case "url", "image_url", "video_url", "audio_url", "file_url" -> {
                if (!MessageScan.isDataUrl(body, start)) {
                    AddressRule.checkOrData(cursor.text(), place.param());
                }
            }
            case "data", "file_data" -> {
                if (!MessageScan.isDataUrl(body, start) && hasScheme(body, start)) {
                    AddressRule.checkOrData(cursor.text().strip(), place.param());
                }
            }
            default -> {}
        }
    }

    /** Base64 has neither of these. */
    private static boolean hasScheme(byte[] body, int start) {
        int end = Math.min(body.length, start + HEAD_BYTES);
        for (int i = start + 1; i < end && body[i] != '"'; i++) {
            if (body[i] == ':' || body[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private String param() {
        String at = message + "." + member + (part < 0 ? "" : "[" + part + "]") + "." + medium;
        return medium.equals(name) ? at : at + "." + name;
    }
}
