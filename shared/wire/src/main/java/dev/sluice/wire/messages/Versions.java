package dev.sluice.wire.messages;

import dev.sluice.wire.door.Headers;
import org.jspecify.annotations.Nullable;

/** Headers that say which of Anthropic's language is spoken. */
final class Versions {
    static final String VERSION = "2023-06-01";
    static final String BETA = "anthropic-beta";

    /** Lets a system's words stand between others' messages. */
    static final String SYSTEM_INSIDE = "mid-conversation-system-2026-04-07";

    private Versions() {}

    /** Those of a client, for a provider that speaks its language. */
    static Headers passedOn(Headers sent) {
        @Nullable String version = sent.first(MessagesManners.VERSION);
        Headers.Builder headers =
                Headers.builder().set(MessagesManners.VERSION, version == null ? VERSION : version);
        String betas = String.join(",", sent.all(BETA));
        return betas.isEmpty() ? headers.build() : headers.set(BETA, betas).build();
    }
}
