package dev.sluice.wire.dialect;

import org.jspecify.annotations.Nullable;

/**
 * What a client asked, for as long as another provider may be asked for it. An answer may take
 * minutes to come, and the question is the largest part of a request. For one request, any thread.
 */
public final class Question {
    private volatile @Nullable Asked asked;

    public Question(Asked asked) {
        this.asked = asked;
    }

    /**
     * The request.
     *
     * @throws IllegalStateException nobody is to be asked any more
     */
    public Asked asked() {
        Asked held = asked;
        if (held == null) {
            throw new IllegalStateException("the question was let go: its answer has begun");
        }
        return held;
    }

    /**
     * Lets it go: its answer has begun.
     *
     * @return how many bytes of it are still held elsewhere, as {@link Asked#keptBytes}
     */
    public long letGo() {
        Asked held = asked;
        asked = null;
        return held == null ? 0 : held.keptBytes();
    }
}
