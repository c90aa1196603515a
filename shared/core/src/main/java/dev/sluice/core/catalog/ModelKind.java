package dev.sluice.core.catalog;

import java.util.Locale;

/** What a model does. The wire name is the lower-case name. */
public enum ModelKind {
    CHAT,
    COMPLETION,
    EMBEDDING,
    IMAGE,
    RERANK,
    SPEECH,
    TRANSCRIPTION,
    VIDEO,
    MODERATION;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }

    /** The group whose limits count; what providers publish no own table for counts as chat. */
    public LimitGroup limitGroup() {
        return switch (this) {
            case EMBEDDING -> LimitGroup.EMBEDDING;
            case IMAGE -> LimitGroup.IMAGE;
            case CHAT, COMPLETION, RERANK, SPEECH, TRANSCRIPTION, VIDEO, MODERATION ->
                    LimitGroup.CHAT;
        };
    }
}
