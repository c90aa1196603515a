package dev.sluice.wire.http;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent once, mostly a POST. {@link #cancel} may be called by any thread, at any
 * time, before it is sent and after it is over; the rest is for one thread.
 */
public final class Post {
    private static final Patched NO_BODY = new Patched(new byte[0], 0, 0, new Edits());

    private final URI url;
    private final Origin origin;
    private final StringBuilder head = new StringBuilder(512);
    private final Patched body;
    private @Nullable Closeable current;
    private boolean cancelled;

    /**
     * @throws IllegalArgumentException if the URL is none of http or https
     */
    public Post(URI url, Patched body) {
        this("POST", url, body);
        header("Content-Length", Integer.toString(body.lengthBytes()));
    }

    private Post(String method, URI url, Patched body) {
        this.url = url;
        this.origin = Origin.of(url);
        this.body = body;
        head.append(method).append(' ').append(target(url)).append(" HTTP/1.1\r\n");
        header("Host", origin.authority());
    }

    /**
     * One without a body: {@code GET}, {@code DELETE}.
     *
     * @throws IllegalArgumentException if the URL is none of http or https
     */
    public static Post bare(String method, URI url) {
        return new Post(method, url, NO_BODY);
    }

    /**
     * Adds a header. What could end its line becomes a blank: no value starts a line of its own.
     */
    public Post header(String name, String value) {
        head.append(name).append(": ");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            head.append(c < ' ' || c == 0x7F ? ' ' : c);
        }
        head.append("\r\n");
        return this;
    }

    /** Where it goes, for who signs it. */
    public URI url() {
        return url;
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

    Origin origin() {
        return origin;
    }

    /** Of head and body. */
    int lengthBytes() {
        return head.length() + 2 + body.lengthBytes();
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] lines = new byte[head.length() + 2];
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            lines[i] = (byte) (c > 0xFF ? '?' : c);
        }
        lines[lines.length - 2] = '\r';
        lines[lines.length - 1] = '\n';
        out.write(lines);
        body.writeTo(out);
        out.flush();
    }

    private static String target(URI url) {
        String path = url.getRawPath();
        String query = url.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }
}
