package dev.sluice.core.resolve;

import dev.sluice.core.catalog.ModelKind;
import java.util.Locale;

/** Which kinds of models can stand in for one another. */
final class Kinds {
    private Kinds() {}

    /**
     * Whether a model of one kind serves what is asked of another. Chat models answer legacy
     * completions too, at every provider we know; moderation models are asked by chat. Who wants a
     * verdict gets none from a model that only chats.
     */
    static boolean standsIn(ModelKind model, ModelKind asked) {
        return asked != ModelKind.MODERATION && isText(model) && isText(asked);
    }

    static boolean isText(ModelKind kind) {
        return kind == ModelKind.CHAT
                || kind == ModelKind.COMPLETION
                || kind == ModelKind.MODERATION;
    }

    static String label(ModelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
