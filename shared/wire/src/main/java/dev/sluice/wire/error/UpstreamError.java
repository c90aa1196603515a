package dev.sluice.wire.error;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says went wrong, from any shape it says it in. The message is one line, bounded,
 * with anything that looks like a key blanked out.
 *
 * @param type the upstream's word for the kind of error, as {@code server_error}
 * @param param the request parameter at fault
 * @param code the upstream's code; a number is kept as its digits
 * @param headers of what lies behind the upstream, by their names in lower case: OpenRouter passes
 *     on how long to wait as {@code error.metadata.headers}
 */
public record UpstreamError(
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        Map<String, String> headers) {
    private static final List<String> OVERFLOW_WORDS =
            List.of(
                    "context length",
                    "context_length",
                    "context window",
                    "maximum context",
                    "max context",
                    "context size",
                    "max_new_tokens` must be <=",
                    "must be <= ",
                    "inputs tokens + max_new_tokens",
                    "`inputs` tokens",
                    "prompt is too long",
                    "input is too long",
                    "exceed context limit",
                    "exceeds the maximum number of tokens",
                    "maximum prompt length",
                    "exceeded model token limit",
                    "reduce the length of the messages",
                    "too many input tokens");

    public UpstreamError {
        headers = Map.copyOf(headers);
    }

    public UpstreamError(
            String message, @Nullable String type, @Nullable String param, @Nullable String code) {
        this(message, type, param, code, Map.of());
    }

    /** The same in other words. */
    UpstreamError saying(String words) {
        return new UpstreamError(words, type, param, code, headers);
    }

    /** One that is told in other words than OpenAI's; whatever may be a key in it is blanked. */
    public static UpstreamError of(String message, @Nullable String type, @Nullable String code) {
        return new UpstreamError(UpstreamErrors.clean(message), type, null, code);
    }

    /**
     * Whether the request does not fit the model's context: the client's affair, wherever it is
     * sent.
     */
    public boolean contextOverflow() {
        if ("context_length_exceeded".equals(code) || "context_length_exceeded".equals(type)) {
            return true;
        }
        String text = message.toLowerCase(Locale.ROOT);
        boolean isRate = text.contains("per minute") || text.contains("rate limit");
        return !isRate && OVERFLOW_WORDS.stream().anyMatch(word -> isOverflow(text, word));
    }

    /** "must be <= " alone is any bound; of tokens it is the context's. */
    private static boolean isOverflow(String text, String word) {
        return text.contains(word) && (!word.startsWith("must be") || text.contains("token"));
    }
}
