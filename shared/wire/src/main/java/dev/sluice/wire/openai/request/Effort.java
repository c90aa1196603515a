package dev.sluice.wire.openai.request;

import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;

/**
 * How a model takes {@code reasoning_effort} of a chat that was translated: agents ask for an
 * effort whatever the model is. A provider's file says it by how ids begin; of those that fit, the
 * longest counts.
 */
public enum Effort {
    /** Any is passed on: what holds of a model of which no file says anything. */
    AS_ASKED,
    /** Refuses it. */
    REFUSED,
    /** Refuses it beside tools. */
    REFUSED_BESIDE_TOOLS,
    /** Wants to be told {@code none} beside tools, and thinks by itself where nothing is said. */
    NONE_BESIDE_TOOLS,
    /** Refuses all but {@code high} and {@code none}. */
    HIGH_OR_NONE;

    private static final String NONE = "none";

    static Effort of(Provider provider, String modelId) {
        return ProviderSpeech.ofLongest(provider.speech().efforts(), modelId)
                .map(Effort::valueOf)
                .orElse(AS_ASKED);
    }

    /** What such a model is told, empty for nothing, where this is asked for. */
    String told(String asked, boolean hasTools) {
        return switch (this) {
            case AS_ASKED -> asked;
            case REFUSED -> "";
            case REFUSED_BESIDE_TOOLS -> hasTools ? "" : asked;
            case NONE_BESIDE_TOOLS -> hasTools ? NONE : asked;
            case HIGH_OR_NONE -> asked.equals("high") || asked.equals(NONE) ? asked : "";
        };
    }
}
