package dev.sluice.wire.error;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upstream's error in any shape that providers have been seen to send: OpenAI's, {@code
 * {"error":"text"}}, {@code {"message"}}, {@code {"code","msg"}}, FastAPI's {@code detail}, an
 * array around one of these, plain text, HTML, nothing.
 */
public final class UpstreamErrors {
    private static final int MAX_MESSAGE_CHARS = 1_000;
    private static final int MAX_TEXT_BYTES = 2_000;
    private static final Pattern KEY_LIKE =
            Pattern.compile(
                    "\\b(?:sk-|tgp_|gsk_|xai-|hf_|pplx-|csk-|fw_|AIza|apikey-|Bearer\\s+)[A-Za-z0-9_*.\\-]{4,}");

    private static final String NO_WORDS = "The provider reported an error.";
    private static final List<String> PAGE_WORDS =
            List.of("<html", "<!doctype", "<head", "<body", "<title");

    private UpstreamErrors() {}

    /** Reads the body of an answer that is not 2xx. Never throws. */
    public static UpstreamError parse(int status, @Nullable String contentType, byte[] body) {
        UpstreamError error = inJson(body, 0, body.length);
        return error == null ? notJson(status, contentType, body) : withMessage(error, status);
    }

    /**
     * The error in an answer with status 2xx; null when the bytes are no error object or it says
     * nothing.
     */
    public static @Nullable UpstreamError told(byte[] bytes, int from, int to) {
        UpstreamError error = inJson(bytes, from, to);
        return error == null || error.message().isEmpty() ? null : error;
    }

    /** The error that is known to be in the bytes: what it says, or that it says nothing. */
    public static UpstreamError under200(byte[] bytes, int from, int to) {
        UpstreamError error = inJson(bytes, from, to);
        if (error == null) {
            int length = Math.min(to - from, MAX_TEXT_BYTES);
            String text = clean(new String(bytes, from, length, StandardCharsets.UTF_8));
            return plain(isPage(text) ? NO_WORDS : text);
        }
        return error.message().isEmpty() || isPage(error.message())
                ? error.saying(NO_WORDS)
                : error;
    }

    /**
     * The error in a JSON value; null when there is none or the bytes are not JSON. Its message may
     * be empty.
     */
    private static @Nullable UpstreamError inJson(byte[] bytes, int from, int to) {
        try (JsonCursor cursor = new JsonCursor(bytes, from, to)) {
            JsonToken token = cursor.next();
            if (token == JsonToken.START_ARRAY) {
                token = cursor.next();
            }
            return token == JsonToken.START_OBJECT
                    ? new ErrorFields().read(cursor, 0).toError()
                    : null;
        } catch (MalformedJson e) {
            return null;
        }
    }

    private static UpstreamError withMessage(UpstreamError error, int status) {
        boolean page = isPage(error.message());
        return error.message().isEmpty() || page
                ? error.saying(fallback(status, page ? "an HTML page" : "no message"))
                : error;
    }

    private static UpstreamError notJson(int status, @Nullable String contentType, byte[] body) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        String text =
                clean(
                        new String(
                                body,
                                0,
                                Math.min(body.length, MAX_TEXT_BYTES),
                                StandardCharsets.UTF_8));
        boolean isPage = text.startsWith("<") || isPage(text);
        boolean isPlain = !isPage && !text.startsWith("{") && !text.startsWith("[");
        if (text.isEmpty()) {
            return plain(fallback(status, "an empty body"));
        }
        if (isPlain && !type.contains("html")) {
            return plain(text);
        }
        return plain(
                fallback(status, isPage || type.contains("html") ? "an HTML page" : "broken JSON"));
    }

    private static UpstreamError plain(String message) {
        return new UpstreamError(message, null, null, null);
    }

    private static String fallback(int status, String with) {
        return "The provider answered HTTP %d with %s.".formatted(status, with);
    }

    /** Whether this is markup: never quoted, wherever it stands. */
    private static boolean isPage(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return PAGE_WORDS.stream().anyMatch(lower::contains);
    }

    /** One line of bounded length without keys. */
    static String clean(String text) {
        String bounded =
                text.length() > 4 * MAX_MESSAGE_CHARS
                        ? text.substring(0, 4 * MAX_MESSAGE_CHARS)
                        : text;
        String line =
                KEY_LIKE.matcher(bounded)
                        .replaceAll("[key]")
                        .replaceAll("\\p{Cntrl}+", " ")
                        .strip();
        return line.length() > MAX_MESSAGE_CHARS
                ? line.substring(0, MAX_MESSAGE_CHARS) + "…"
                : line;
    }
}
