package dev.sluice.wire.dialect;

import dev.sluice.core.call.Ask;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import java.util.List;
import java.util.Optional;

/** One request of a client, as its endpoint has read it. For one request, any thread. */
public interface Asked {

    /** What the stages of the pipeline need to know of it. */
    Ask ask();

    /**
     * Refuses what a candidate's provider or model has not, before anything is reserved or sent.
     *
     * @throws BadRequest that names the member
     */
    default void check(Candidate candidate) throws BadRequest {}

    /**
     * The request in OpenAI's language, which most providers speak: the client's own bytes.
     *
     * @throws BadRequest when this candidate takes no such request
     */
    Spoken openAi(Candidate candidate) throws BadRequest;

    /**
     * What this request has and its provider is not told of, though its client may count on it.
     *
     * @param serving who answers; empty where that is not known yet
     */
    default List<String> leftOut(Optional<Candidate> serving) {
        return List.of();
    }

    /** What is asked of a chat model, for a dialect that has to translate; empty for all else. */
    default Optional<ChatRequest> chat() {
        return Optional.empty();
    }

    /**
     * How many bytes of the request its answers and its format hold beside this object, so that it
     * frees the rest to let it go when an answer has begun. All of them where nobody counted.
     */
    default long keptBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * The request in a language that is its client's own: passed through.
     *
     * @param dialect its name
     * @return empty where its client speaks another one, and the dialect has to translate
     * @throws BadRequest when this candidate takes no such request
     */
    default Optional<Spoken> own(String dialect, Candidate candidate) throws BadRequest {
        return Optional.empty();
    }
}
