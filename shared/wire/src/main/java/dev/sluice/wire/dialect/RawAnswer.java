package dev.sluice.wire.dialect;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.answer.RawFormat;
import dev.sluice.wire.room.Growth;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** An answer of bytes that nobody reads: it is passed on piece by piece, as it comes. */
public interface RawAnswer {

    /** Whether its client gets events, and so comments while it waits. */
    boolean isEvents();

    /** What the request costs where the provider has said nothing yet. */
    Metered usage();

    /** What the provider said that was used, by now; null where it said nothing. */
    default @Nullable Metered told() {
        return null;
    }

    /**
     * The way of one answer.
     *
     * @return null where what came is no such answer: an error, a page
     * @throws IOException as the passage's bytes do
     */
    @Nullable Passage open(Body body) throws IOException;

    /**
     * What a provider sends.
     *
     * @param contentType as it says
     * @param lengthBytes negative where it is not known
     * @param heard to be called for signs of life that are no bytes of the answer
     * @param room for what is held of it
     */
    record Body(
            @Nullable String contentType,
            long lengthBytes,
            InputStream in,
            Runnable heard,
            Growth room) {
        /** Whether the type begins so, in any case of letters. */
        public boolean is(String type) {
            return contentType != null
                    && contentType.regionMatches(true, 0, type, 0, type.length());
        }

        /** All of it, for who has to read it first. */
        public byte[] whole() throws IOException {
            return WholeBody.read(in, lengthBytes, heard, room);
        }
    }

    /**
     * One answer on its way.
     *
     * @param in the bytes that are passed on. It throws {@link ToldError} where the provider tells
     *     of an error between them, and any other IOException where they break off
     */
    record Passage(InputStream in, RawFormat format) {}
}
