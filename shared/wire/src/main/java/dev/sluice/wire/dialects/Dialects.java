package dev.sluice.wire.dialects;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.OpenAiDialect;
import dev.sluice.wire.messages.AnthropicDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The languages that providers can speak. Immutable. */
public final class Dialects {
    /** All there are, one line each. */
    public static final Dialects ALL =
            new Dialects(
                    List.of(
                            new OpenAiDialect(),
                            new AnthropicDialect(),
                            new BedrockDialect(RequestSigner.NONE)));

    private final Map<String, Dialect> byName = new HashMap<>();

    public Dialects(List<Dialect> dialects) {
        dialects.forEach(dialect -> byName.put(dialect.name(), dialect));
    }

    /** The same, but for one that takes the place of the one of its name. */
    public Dialects with(Dialect dialect) {
        Map<String, Dialect> dialects = new HashMap<>(byName);
        dialects.put(dialect.name(), dialect);
        return new Dialects(List.copyOf(dialects.values()));
    }

    /**
     * The language of a provider.
     *
     * @throws IllegalStateException where its file names one that there is not
     */
    public Dialect of(Provider provider) {
        Dialect dialect = byName.get(provider.speech().dialect());
        if (dialect == null) {
            throw new IllegalStateException(
                    "provider "
                            + provider.name()
                            + " speaks the unknown dialect "
                            + provider.speech().dialect());
        }
        return dialect;
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }
}
