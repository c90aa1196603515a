package dev.sluice.wire.http;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent once, mostly a POST. {@link #cancel} may be called by any thread, at any
 * time, before it is sent and after it is over; the rest is for one thread.
 */
public final class Post {
    private static final byte[] NO_HEAD = {};
    private static final byte[] END = {'\r', '\n'};
    private static final Patched NO_BODY = new Patched(new byte[0], 0, 0, new Edits());

    private static final int USUAL_HEAD_BYTES = 384;

    private final Target target;
    private Patched body;
    private byte[] head = new byte[USUAL_HEAD_BYTES];
    private int headBytes;
    private @Nullable Closeable current;
    private boolean cancelled;
    private boolean left;
    private int status;

    public Post(Target target, Patched body) {
        this("POST", target, body);
        header("Content-Length", Integer.toString(body.lengthBytes()));
    }

    private Post(String method, Target target, Patched body) {
        this.target = target;
        this.body = body;
        add(method);
        add(" ");
        add(target.path());
        add(" HTTP/1.1\r\n");
        header("Host", target.origin().authority());
    }

    /**
     * One without a body: {@code GET}, {@code DELETE}.
     *
     * @throws IllegalArgumentException if the URL is none of http or https
     */
    public static Post bare(String method, URI url) {
        return new Post(method, Target.of(url), NO_BODY);
    }

    /**
     * Adds a header. What could end its line becomes a blank: no value starts a line of its own.
     */
    public Post header(String name, String value) {
        add(name);
        add(": ");
        int from = headBytes;
        add(value);
        for (int i = from; i < headBytes; i++) {
            int c = head[i] & 0xFF;
            head[i] = c < ' ' || c == 0x7F ? (byte) ' ' : head[i];
        }
        add("\r\n");
        return this;
    }

    /** A byte a character: what is none of Latin-1 is a question mark. */
    private void add(String text) {
        int room = headBytes + text.length();
        if (room > head.length) {
            head = Arrays.copyOf(head, Math.max(room, 2 * head.length));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            head[headBytes++] = (byte) (c > 0xFF ? '?' : c);
        }
    }

    /** Where it goes, for who signs it. */
    public URI url() {
        return target.url();
    }

    /** What it carries, for who signs it: a copy. */
    public byte[] body() throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(body.lengthBytes());
        body.writeTo(copy);
        return copy.toByteArray();
    }

    /** Ends the exchange at once, in whatever phase it is; does nothing once it is over. */
    public void cancel() {
        Closeable cut;
        synchronized (this) {
            cancelled = true;
            cut = current;
            current = null;
        }
        if (cut != null) {
            close(cut);
        }
    }

    /** From now on cancelling closes this. */
    synchronized void cutting(Closeable connection) throws IOException {
        if (cancelled) {
            throw new IOException("cancelled");
        }
        current = connection;
    }

    /** From now on cancelling closes nothing; false if it has closed something already. */
    synchronized boolean over() {
        current = null;
        return !cancelled;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    /** All of it is sent. */
    void left() {
        left = true;
    }

    /** Whether all of it was sent, so that who has it may work on it. */
    public boolean hasLeft() {
        return left;
    }

    /** The status of its answer, once the head of that is here; else 0. */
    public int status() {
        return status;
    }

    /** It was answered, and is not sent again: what it sent is let go. */
    void answered(int told) {
        status = told;
        head = NO_HEAD;
        headBytes = 0;
        body = NO_BODY;
    }

    Origin origin() {
        return target.origin();
    }

    /** Of head and body. */
    int lengthBytes() {
        return headBytes + END.length + body.lengthBytes();
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(head, 0, headBytes);
        out.write(END);
        body.writeTo(out);
        out.flush();
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }
}
