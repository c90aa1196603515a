package dev.sluice.wire.messages;

import dev.sluice.wire.door.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers that say which of Anthropic's language is spoken. */
final class Versions {
    static final String VERSION = "2023-06-01";
    private static final String BETA = "anthropic-beta";

    /**
     * How betas begin that have prices of their own (a long context of older models, speed), or let
     * the provider ask another model, of which neither the key's list nor the row would know.
     */
    private static final List<String> SURCHARGES =
            List.of("context-1m-", "fast-mode-", "advisor-tool-", "server-side-fallback-");

    private Versions() {}

    /** Those of a client, for a provider that speaks its language. */
    static Headers passedOn(Headers sent) {
        @Nullable String version = sent.first(MessagesManners.VERSION);
        Headers.Builder headers =
                Headers.builder().set(MessagesManners.VERSION, version == null ? VERSION : version);
        String betas = String.join(",", betas(sent, false));
        return betas.isEmpty() ? headers.build() : headers.set(BETA, betas).build();
    }

    /** Betas of a client that are not passed on: they would cost more than the model's price. */
    static List<String> leftOut(Headers sent) {
        return betas(sent, true);
    }

    private static List<String> betas(Headers sent, boolean surcharges) {
        List<String> betas = new ArrayList<>();
        for (String list : sent.all(BETA)) {
            for (String beta : list.split(",")) {
                String name = beta.strip();
                if (!name.isEmpty()
                        && SURCHARGES.stream().anyMatch(name::startsWith) == surcharges) {
                    betas.add(name);
                }
            }
        }
        return betas;
    }
}
