package dev.sluice.wire.http;

import java.io.IOException;

/**
 * Bytes to and from one peer, for one thread at a time; {@link #cut} alone may be called by any.
 */
interface Link {

    /** Waits for bytes; how many came, at least one, or -1 at the end. */
    int read(byte[] to, int offset, int length) throws IOException;

    /** Never waits: what has arrived, 0 if nothing has, -1 at the end. */
    int readNow(byte[] to, int offset, int length) throws IOException;

    /** False while a part of something has arrived that cannot be read yet. */
    boolean atRest();

    void write(byte[] from, int offset, int length) throws IOException;

    /** How many bytes the system has taken to be sent so far, whatever they were. */
    long sentBytes();

    /** Closes at once, without a word; who reads or writes meets an exception. */
    void cut();
}
