package dev.sluice.wire.upstream;

import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Round;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Three questions, of which the last one's answer meets a bug. */
record BrokenRound(RuntimeException bug) implements Dialect, Round, Answers {
    @Override
    public String name() {
        return ToyDialect.NAME;
    }

    @Override
    public void authorise(Post post, Slot slot) {}

    @Override
    public Optional<Spoken> speak(Asked asked, Candidate candidate) {
        return Optional.of(question(0));
    }

    @Override
    public Round round() {
        return this;
    }

    @Override
    public int size() {
        return 3;
    }

    @Override
    public Spoken question(int place) {
        return new Spoken("/talk", new Patched(new byte[] {'{', '}'}, 0, 2, new Edits()), this);
    }

    @Override
    public @Nullable UnaryAnswer heard(int place, byte[] body) {
        if (place == 2) {
            throw bug;
        }
        return null;
    }

    @Override
    public UnaryAnswer.Completion told() {
        throw new AssertionError("not all was heard");
    }

    @Override
    public Metered owed() {
        return Metered.NONE;
    }

    @Override
    public UnaryAnswer whole(byte[] body) {
        throw new AssertionError("it is a round");
    }
}
