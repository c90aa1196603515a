package dev.sluice.wire.messages;

import dev.sluice.core.call.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the sentences that agents act on: one of a prompt that is too long makes them
 * compact it, one of a picture take it out of the conversation.
 */
final class ErrorText {
    private static final long LEAST_CONTEXT_TOKENS = 100;
    private static final List<String> PICTURE_WORDS =
            List.of("image", "vision", "multimodal", "multi-modal", "picture");

    private ErrorText() {}

    static String of(Rejection rejection) {
        String message = rejection.message();
        if (rejection.isOverflow()) {
            Rejection.Excess excess = excess(rejection);
            return excess == null
                    ? overflow(message)
                    : sentence(excess.neededTokens(), excess.mostTokens());
        }
        boolean ofProvider = rejection instanceof Rejection.RefusedUpstream;
        return ofProvider && isOfPicture(message) && !message.contains(Picture.NOT_PROCESSED)
                ? Picture.NOT_PROCESSED + ": " + message
                : message;
    }

    /**
     * An overflow whose provider names no number, in the sentence with both: our estimate of the
     * prompt, and the model's context, of which is known at least that the prompt is longer. What a
     * limit can never pass at once is told in its parts: a client lowers {@code max_tokens}, or
     * compacts.
     */
    static Rejection numbered(Rejection rejection, long inputTokens, OptionalLong contextTokens) {
        if (!rejection.isOverflow()) {
            return inParts(rejection, inputTokens);
        }
        if (!(rejection instanceof Rejection.RefusedUpstream refused)
                || !numbers(refused.message()).isEmpty()) {
            return rejection;
        }
        long maximum = contextTokens.orElse(Math.max(1, inputTokens - 1));
        return new Rejection.RefusedUpstream(
                refused.status(),
                sentence(Math.max(inputTokens, maximum + 1), maximum),
                refused.type(),
                refused.param(),
                refused.code());
    }

    private static Rejection inParts(Rejection rejection, long inputTokens) {
        if (!(rejection instanceof Rejection.BadRequest large)
                || large.excess() == null
                || large.excess().neededTokens() <= inputTokens) {
            return rejection;
        }
        return new Rejection.BadRequest(
                "input length and `max_tokens` exceed context limit: "
                        + inputTokens
                        + " + "
                        + (large.excess().neededTokens() - inputTokens)
                        + " > "
                        + large.excess().mostTokens()
                        + ". "
                        + large.message(),
                large.param(),
                large.code(),
                large.excess());
    }

    private static Rejection.@Nullable Excess excess(Rejection rejection) {
        return rejection instanceof Rejection.BadRequest large ? large.excess() : null;
    }

    private static String sentence(long tokens, long maximum) {
        return "prompt is too long: " + tokens + " tokens > " + maximum + " maximum";
    }

    private static boolean isOfPicture(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return PICTURE_WORDS.stream().anyMatch(lower::contains);
    }

    /**
     * {@code prompt is too long: A tokens > B maximum}, of a provider's words: there is nothing
     * else to go by. Providers tell B, and A or its two parts, in sentences of their own, in which
     * B is the smallest number that can be a context: a prompt is longer, or with what it allows.
     */
    private static String overflow(String message) {
        if (message.startsWith("prompt is too long") || message.startsWith("input length and")) {
            return message;
        }
        List<Long> numbers = numbers(message);
        if (numbers.isEmpty()) {
            return "prompt is too long: " + message;
        }
        long maximum = maximum(message, numbers);
        long largest = numbers.stream().mapToLong(Long::longValue).max().orElseThrow();
        long others = 0;
        for (long number : numbers) {
            others += number == maximum ? 0 : number;
        }
        long tokens = largest > maximum ? largest : Math.max(others, maximum + 1);
        return sentence(tokens, maximum);
    }

    /** The number behind a word that says so, else the first one. */
    private static long maximum(String message, List<Long> numbers) {
        String lower = message.toLowerCase(Locale.ROOT);
        for (String word :
                List.of(
                        "<=",
                        "maximum context length",
                        "context length",
                        "maximum",
                        "limit",
                        "at most",
                        "up to")) {
            int at = lower.indexOf(word);
            List<Long> behind = at < 0 ? List.of() : numbers(message.substring(at));
            if (!behind.isEmpty()) {
                return behind.getFirst();
            }
        }
        return numbers.getFirst();
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && isDigit(text.charAt(i))) {
                i++;
            }
            if (i > start && i - start <= 12) {
                long number = Long.parseLong(text, start, i, 10);
                if (number >= LEAST_CONTEXT_TOKENS) {
                    numbers.add(number);
                }
            }
            i = Math.max(i, start + 1);
        }
        return numbers;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
