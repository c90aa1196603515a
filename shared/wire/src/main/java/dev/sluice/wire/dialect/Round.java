package dev.sluice.wire.dialect;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that takes several calls of which none waits for another: a question a text. Its client
 * sees what all of them together say. For one answer; any threads.
 */
public interface Round {

    /** How many questions there are; at least one. */
    int size();

    /** The question at a place, from 0 on. */
    Spoken question(int place);

    /**
     * Takes the whole answer, with status 2xx, to the question at a place.
     *
     * @return null where it is good; else what it is, and then the round has failed
     */
    @Nullable UnaryAnswer heard(int place, byte[] body);

    /** What all answers together are, once each was heard. */
    UnaryAnswer.Completion told();

    /** What the provider bills by now. */
    Metered owed();
}
