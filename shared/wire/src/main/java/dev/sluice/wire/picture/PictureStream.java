package dev.sluice.wire.picture;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.ToldError;
import dev.sluice.wire.http.UnreadableAnswer;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pictures as events: a provider's own pass as they come, a whole answer is made into them. For one
 * answer and one thread.
 */
final class PictureStream implements RawAnswer {
    private final PictureRequest asked;
    private final LongFunction<Metered> metered;
    private final long createdSeconds;
    private final CompletedEvents completed = new CompletedEvents();
    private @Nullable Metered told;

    PictureStream(PictureRequest asked, LongFunction<Metered> metered, long createdSeconds) {
        this.asked = asked;
        this.metered = metered;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public boolean isEvents() {
        return true;
    }

    @Override
    public Metered usage() {
        Metered whole = told;
        if (whole != null) {
            return whole;
        }
        return completed.areKnown()
                ? metered.apply(completed.count())
                : new Metered(metered.apply(asked.most()).measures(), true);
    }

    @Override
    public @Nullable Metered told() {
        return told;
    }

    @Override
    public @Nullable Passage open(Body body) {
        if (body.is("text/event-stream")) {
            return new Passage(new Counted(body.in(), completed), PictureEvents.FORMAT);
        }
        return body.is("application/json")
                ? new Passage(new Whole(this, body), PictureEvents.FORMAT)
                : null;
    }

    private byte[] events(byte[] body) throws IOException {
        UnaryAnswer answer = PictureList.read(body, metered, createdSeconds);
        if (answer instanceof UnaryAnswer.Failure failure) {
            told = orNothing(failure.usage());
            throw new ToldError(failure.error());
        }
        if (answer instanceof UnaryAnswer.NotACompletion not) {
            told = orNothing(not.usage());
            throw new UnreadableAnswer("its answer makes no sense: " + not.reason());
        }
        told = ((UnaryAnswer.Completion) answer).usage();
        try {
            return PictureEvents.of(PictureList.pictures(body), asked, createdSeconds);
        } catch (MalformedJson e) {
            throw new UncheckedIOException(new IOException("it was read before", e));
        }
    }

    /** No picture came, whatever was counted. */
    private static Metered orNothing(@Nullable Metered usage) {
        return usage == null ? Metered.NONE : usage;
    }

    /** Events as they come, counted. */
    private static final class Counted extends FilterInputStream {
        private final CompletedEvents completed;

        Counted(InputStream in, CompletedEvents completed) {
            super(in);
            this.completed = completed;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = in.read(to, offset, length);
            if (count < 0) {
                completed.over();
            } else {
                completed.see(to, offset, count);
            }
            return count;
        }
    }

    /** A whole answer, read when the first byte of its events is asked for. */
    private static final class Whole extends InputStream {
        private final PictureStream of;
        private final Body body;
        private @Nullable InputStream events;

        Whole(PictureStream of, Body body) {
            this.of = of;
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            return events().read();
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return events().read(to, offset, length);
        }

        private InputStream events() throws IOException {
            InputStream read = events;
            if (read == null) {
                read = new ByteArrayInputStream(of.events(body.whole()));
                events = read;
            }
            return read;
        }
    }
}
