package dev.sluice.wire.openai;

import dev.sluice.core.catalog.Provider;

/**
 * Where a provider's use of OpenAI's language is its own. A provider without quirks gets the
 * caller's body as it is.
 */
public enum Quirk {
    /** Knows only {@code max_tokens}: {@code max_completion_tokens} is renamed to it. */
    MAX_TOKENS_ONLY,
    /** Has models that refuse {@code max_tokens} in a chat: it is renamed to the newer name. */
    MAX_COMPLETION_TOKENS_ONLY,
    /** Refuses {@code top_k}: a chat that was translated goes without it. */
    NO_TOP_K,
    /**
     * {@code logprobs} is a count, not a boolean: {@code true} with {@code top_logprobs: n} becomes
     * {@code max(n, 1)}.
     */
    LOGPROBS_INTEGER,
    /** {@code stop} must be an array: a single string is wrapped. */
    STOP_ARRAY_ONLY,
    /**
     * Does not know the role {@code developer}, except for the models that its provider's file
     * names: it becomes {@code system}.
     */
    DEVELOPER_AS_SYSTEM,
    /**
     * Counts reasoning tokens outside {@code completion_tokens}: output is {@code total - prompt}
     * where that is more.
     */
    REASONING_OUTSIDE_COMPLETION,
    /** Says in an answer's {@code usage.cost} what it takes for it, in USD. */
    COST_IS_TOLD,
    /** Embeds text, as lists of numbers, and knows no other parameter. */
    PLAIN_EMBEDDINGS,
    /**
     * Reads texts aloud as mp3, wav and samples, which it calls {@code raw}, at one speed, and
     * streams samples alone.
     */
    SPEECH_RAW_ALONE_STREAMS,
    /** Takes the address of a sound in place of its file, and does not stream transcripts. */
    SOUND_BY_URL,
    /**
     * Makes pictures of {@code width} and {@code height}, calls those in the answer {@code base64},
     * streams none, and changes given ones at {@code /images/generations} too.
     */
    TOGETHER_IMAGES,
    /**
     * Makes pictures and films as jobs of an API of its own, beside OpenAI's: {@link
     * dev.sluice.wire.atlas.AtlasPaths}.
     */
    ATLAS_MEDIA,
    /** Speaks OpenAI's Responses too: requests for them are passed on as they are. */
    RESPONSES,
    /** Refuses calls of tools in earlier turns that have no signature of its models' thoughts. */
    SIGNED_CALLS,
    /** {@code reasoning: {"enabled": false}} keeps a model from thinking. */
    REASONING_SWITCH,
    /** Wants back, as {@code reasoning_content}, what the model thought in earlier turns. */
    REASONING_BACK,
    /** The same, and refuses what its model is told to have said without any: it may be empty. */
    REASONING_OF_EACH;

    /** Whether a provider's file names it. */
    public boolean isOf(Provider provider) {
        return provider.speech().quirks().contains(name());
    }
}
