package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the messages (or the prompt) of a request weigh, and where the role {@code developer} and
 * calls of tools stand.
 */
final class MessageScan {
    private static final int NONE = -1;
    private static final byte[] DATA_URL = "\"data:".getBytes(StandardCharsets.US_ASCII);

    private final List<int[]> developerSpans = new ArrayList<>();
    private final List<Integer> unsignedCalls = new ArrayList<>(0);
    private int firstCallAt = NONE;
    private int messageCount;
    private int imageCount;
    private boolean mediumIsSized;
    private int promptCount;
    private long mediaTokens;
    private long textBytes;
    private long longestTextBytes;
    private long tokenIds;
    private long longestTokenIds;
    private long idsInARow;

    /** {@code [start, end)} of each value {@code "developer"} of a role. */
    List<int[]> developerSpans() {
        return developerSpans;
    }

    /**
     * Where the first call of each message that calls tools begins, behind its brace, unless its
     * client has brought back what stood beside it.
     */
    List<Integer> unsignedCalls() {
        return unsignedCalls;
    }

    int messageCount() {
        return messageCount;
    }

    int imageCount() {
        return imageCount;
    }

    /** What pictures, sounds, films and files may come to. */
    long mediaTokens() {
        return mediaTokens;
    }

    /** Prompts of a completion, each of which is answered; 1 for a conversation. */
    int promptCount() {
        return Math.max(1, promptCount);
    }

    /** Of all messages, or of the longest prompt. */
    long longestTextBytes() {
        return longestTextBytes;
    }

    /** Of the longest prompt that is given as numbers. */
    long longestTokenIds() {
        return longestTokenIds;
    }

    long textBytes() {
        return textBytes;
    }

    /** Tokens that a prompt gives as numbers. */
    long tokenIds() {
        return tokenIds;
    }

    void messages(JsonCursor cursor, byte[] body) throws BadRequest, MalformedJson {
        Json.expect(cursor, JsonToken.START_ARRAY, "messages", "an array of objects");
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                throw BadRequest.type(param(), "an object", cursor.token());
            }
            message(cursor, body);
            messageCount++;
        }
        if (messageCount == 0) {
            throw BadRequest.emptyArray("messages");
        }
        longestTextBytes = textBytes;
    }

    /** Of the message that is read, such as {@code messages[2]}: for errors. */
    private String param() {
        return "messages[" + messageCount + "]";
    }

    private void message(JsonCursor cursor, byte[] body) throws BadRequest, MalformedJson {
        boolean hasRole = false;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            if (!name.equals("role")) {
                weigh(cursor, body, name);
            } else if (hasRole) {
                throw BadRequest.duplicate(param() + ".role");
            } else {
                hasRole = true;
                role(cursor);
            }
        }
        if (!hasRole) {
            throw BadRequest.missing(param() + ".role");
        }
    }

    private void role(JsonCursor cursor) throws BadRequest, MalformedJson {
        String role = cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : "";
        if (role.isBlank()) {
            Json.string(cursor, param() + ".role"); // says why it is none
        } else if (role.equals("developer")) {
            developerSpans.add(new int[] {cursor.start(), cursor.end(cursor.start())});
        }
    }

    void prompt(JsonCursor cursor, byte[] body) throws BadRequest, MalformedJson {
        if (cursor.at(JsonToken.VALUE_STRING)) {
            weighPrompt(cursor, body);
            return;
        }
        Json.expect(cursor, JsonToken.START_ARRAY, "prompt", "a string or an array");
        int depth = 1 + promptItem(cursor, body);
        if (depth == 0) {
            throw BadRequest.emptyArray("prompt");
        }
        while (depth > 0) {
            depth += promptItem(cursor, body);
        }
    }

    /** Strings, token ids and arrays of token ids; returns by how much the nesting changes. */
    private int promptItem(JsonCursor cursor, byte[] body) throws BadRequest, MalformedJson {
        return switch (cursor.promised()) {
            case START_ARRAY -> {
                idsInARow = 0;
                yield 1;
            }
            case END_ARRAY -> {
                idsInARow = 0;
                yield -1;
            }
            case VALUE_STRING -> {
                weighPrompt(cursor, body);
                yield 0;
            }
            case VALUE_NUMBER_INT -> {
                countId();
                yield 0;
            }
            default -> throw BadRequest.type("prompt", "strings or token ids", cursor.token());
        };
    }

    private void weighPrompt(JsonCursor cursor, byte[] body) {
        long before = textBytes;
        weighString(cursor, body);
        longestTextBytes = Math.max(longestTextBytes, textBytes - before);
        promptCount++;
    }

    /** Ids in a row are one prompt. */
    private void countId() {
        promptCount += idsInARow == 0 ? 1 : 0;
        tokenIds++;
        idsInARow++;
        longestTokenIds = Math.max(longestTokenIds, idsInARow);
    }

    /**
     * Adds up the strings of a value; what is attached inline is an attachment, not text. What its
     * provider would fetch is judged.
     */
    private void weigh(JsonCursor cursor, byte[] body, String memberName)
            throws BadRequest, MalformedJson {
        String name = memberName;
        String medium = "";
        int depth = 0;
        int part = -1;
        while (true) {
            switch (cursor.token()) {
                case FIELD_NAME -> {
                    name = cursor.name();
                    if (depth == 2 && name.equals("extra_content")) {
                        firstCallAt = NONE;
                    }
                    if (isMedium(name)) {
                        medium = name;
                        addMedium(name);
                    }
                }
                case START_OBJECT -> {
                    if (depth++ == 1) {
                        part++;
                        medium = "";
                        boolean isFirstCall = part == 0 && memberName.equals("tool_calls");
                        firstCallAt = isFirstCall ? cursor.start() + 1 : NONE;
                    }
                }
                case START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> {
                    if (--depth == 1) {
                        endCall(body);
                    }
                }
                case VALUE_STRING -> {
                    if (!medium.isEmpty()) {
                        MediumAddress.judge(
                                cursor,
                                body,
                                new MediumAddress(param(), memberName, part, medium, name));
                    }
                    weighText(cursor, body, medium, name);
                }
                default -> {}
            }
            if (depth == 0) {
                return;
            }
            cursor.promised();
        }
    }

    private void endCall(byte[] body) {
        if (firstCallAt != NONE
                && body[JsonText.skipSpace(body, firstCallAt, body.length)] != '}') {
            unsignedCalls.add(firstCallAt);
        }
        firstCallAt = NONE;
    }

    private void weighText(JsonCursor cursor, byte[] body, String medium, String name)
            throws MalformedJson {
        if (isInlined(cursor, body, medium, name)) {
            sizeMedium(medium, cursor.end(cursor.start()) - cursor.start());
        } else {
            weighString(cursor, body);
        }
    }

    /** Of unknown size until its bytes are seen. */
    private void addMedium(String medium) {
        boolean isPicture = medium.equals("image_url");
        imageCount += isPicture ? 1 : 0;
        mediaTokens += isPicture ? MediumTokens.LARGE_PICTURE : MediumTokens.LEAST;
        mediumIsSized = false;
    }

    private void sizeMedium(String medium, long base64Bytes) {
        if (mediumIsSized) {
            mediaTokens += MediumTokens.LARGE_PICTURE;
            return;
        }
        mediumIsSized = true;
        mediaTokens +=
                switch (medium) {
                    case "image_url" ->
                            MediumTokens.ofPicture(base64Bytes) - MediumTokens.LARGE_PICTURE;
                    case "file" -> MediumTokens.ofFile(base64Bytes) - MediumTokens.LEAST;
                    default -> MediumTokens.ofSound(base64Bytes) - MediumTokens.LEAST;
                };
    }

    private void weighString(JsonCursor cursor, byte[] body) {
        int start = cursor.start();
        textBytes += JsonText.textBytes(body, start, cursor.end(start));
    }

    private static boolean isMedium(String name) {
        return switch (name) {
            case "image_url", "video_url", "audio_url", "input_audio", "file" -> true;
            default -> false;
        };
    }

    private static boolean isInlined(JsonCursor cursor, byte[] body, String medium, String name) {
        return switch (name) {
            case "data" -> medium.equals("input_audio");
            case "file_data" -> medium.equals("file");
            case "url", "image_url", "video_url", "audio_url" ->
                    !medium.isEmpty() && isDataUrl(body, cursor.start());
            default -> false;
        };
    }

    /** A scheme has no case (RFC 3986 §3.1). */
    static boolean isDataUrl(byte[] body, int start) {
        if (start + DATA_URL.length > body.length) {
            return false;
        }
        for (int i = 0; i < DATA_URL.length; i++) {
            byte c = body[start + i];
            if ((c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c) != DATA_URL[i]) {
                return false;
            }
        }
        return true;
    }
}
