package dev.sluice.wire.dialect;

import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.error.BadRequest;
import java.util.Optional;

/** OpenAI's language: what nearly every provider speaks, some with quirks. */
public final class OpenAiDialect implements Dialect {
    /** The dialect of a provider whose file names none. */
    public static final String NAME = "openai";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Spoken> speak(Asked asked, Candidate candidate) throws BadRequest {
        return Optional.of(asked.openAi(candidate));
    }
}
