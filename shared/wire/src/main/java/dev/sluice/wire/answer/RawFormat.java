package dev.sluice.wire.answer;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How an answer of bytes (sound, film) looks to its client. When anything is written, and that it
 * is flushed, is not its affair. Calls of one request never overlap.
 */
public interface RawFormat {

    String contentType();

    /** The length of all that is written; negative where it is not known before its end. */
    long lengthBytes();

    /** A piece of the answer, as it came. */
    default void piece(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    /** The end of a whole answer. */
    default void finish(OutputStream out, Metered usage) throws IOException {}

    /**
     * The end of a broken one.
     *
     * @return whether the client can tell it from a success; if not, its connection is cut
     */
    default boolean fail(OutputStream out, Rejection rejection) throws IOException {
        return false;
    }

    /** The bytes as they are. */
    record Plain(String contentType, long lengthBytes) implements RawFormat {}
}
