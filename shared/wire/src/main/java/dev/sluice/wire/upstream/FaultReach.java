package dev.sluice.wire.upstream;

import dev.sluice.core.relay.Fault.Kind;
import dev.sluice.core.relay.Fault.Reach;
import dev.sluice.wire.error.UpstreamError;
import java.util.Locale;

/**
 * Of whom a provider speaks that refuses: what one caller can provoke by a large request must not
 * stop the others, and what concerns one model not the other ones.
 */
final class FaultReach {
    /**
     * OpenAI's and Groq's words for a request above the limit, OpenRouter's for one above the
     * credit.
     */
    private static final String[] OF_THE_REQUEST = {
        "request too large", "must be reduced", "fewer max_tokens", "can only afford"
    };

    private static final String[] OF_THE_ACCOUNT = {
        "account", "quota", "billing", "credit", "all models"
    };

    private FaultReach() {}

    static Reach of(Kind kind, UpstreamError error) {
        String text =
                (error.message() + ' ' + error.type() + ' ' + error.code())
                        .toLowerCase(Locale.ROOT);
        return switch (kind) {
            case RATE_LIMITED -> {
                if (saysOne(text, OF_THE_REQUEST)) {
                    yield Reach.REQUEST;
                }
                boolean speaksOfAModel = text.replace("all models", "").contains("model");
                yield saysOne(text, OF_THE_ACCOUNT) && !speaksOfAModel
                        ? Reach.ACCOUNT
                        : Reach.MODEL;
            }
            case NO_CREDIT -> saysOne(text, OF_THE_REQUEST) ? Reach.REQUEST : Reach.ACCOUNT;
            case BAD_KEY -> Reach.ACCOUNT;
            default -> Reach.MODEL;
        };
    }

    private static boolean saysOne(String text, String[] words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
