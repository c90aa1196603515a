package dev.sluice.wire.dialect;

import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.http.Post;
import java.io.IOException;
import java.util.Optional;

/**
 * A language that providers speak: where a request goes, how it is authorised, what is sent, and
 * how answers are read. A provider's file names its dialect. Safe for any thread.
 */
public interface Dialect {

    /** The name that providers' files give it. */
    String name();

    /**
     * Whether this language has words for a request at all; asked before anything is taken or sent.
     *
     * @throws BadRequest when this candidate takes no such request
     */
    default boolean hasWords(Asked asked, Candidate candidate) throws BadRequest {
        return true;
    }

    /**
     * The request in this language, for one candidate.
     *
     * @return empty where this language has no words for it: the candidate does not serve it
     * @throws BadRequest when this candidate takes no such request
     */
    Optional<Spoken> speak(Asked asked, Candidate candidate) throws BadRequest;

    /**
     * Adds what proves to the provider whose account pays.
     *
     * @throws IOException where nothing can prove it; its message is for callers
     */
    default void authorise(Post post, Slot slot) throws IOException {
        post.header("Authorization", "Bearer " + slot.key().reveal());
    }
}
