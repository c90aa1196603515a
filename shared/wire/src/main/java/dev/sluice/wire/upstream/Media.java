package dev.sluice.wire.upstream;

import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.http.Origin;
import dev.sluice.wire.http.Post;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that a job has made, on its way from where its provider keeps it. Its address is https
 * and public, or plain http on this machine where the slot's endpoint is. A redirect is followed
 * here, never passed on. Closed before its end it cuts the connection.
 */
public final class Media implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final Set<String> THIS_MACHINE =
            Set.of("127.0.0.1", "localhost", "[::1]", "::1");

    /**
     * Where it is asked for.
     *
     * @param range what of it; null for all
     */
    record Where(Candidate candidate, Dialect dialect, URI address, @Nullable String range) {
        Where at(URI other) {
            return new Where(candidate, dialect, other, range);
        }
    }

    /** Whoever reads it piece by piece is sending the last one as long as it does not read. */
    private static final class Turns implements Vigil.Receiver {
        private final Runnable cut;
        private volatile boolean reading = true;

        Turns(Runnable cut) {
            this.cut = cut;
        }

        @Override
        public boolean isWriting() {
            return !reading;
        }

        @Override
        public void cut() {
            cut.run();
        }
    }

    private final Post post;
    private final Answer answer;
    private final Vigil vigil;
    private final Turns turns;

    private Media(Post post, Answer answer, Vigil vigil, Turns turns) {
        this.post = post;
        this.answer = answer;
        this.vigil = vigil;
        this.turns = turns;
    }

    /**
     * @param cut cuts off who is sent it
     */
    static Media open(Upstream upstream, Where first, long nanos, Runnable cut) throws IOException {
        Where where = first;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            check(upstream, where);
            Media media = fetch(upstream, where, nanos, cut);
            String location = media.header("location");
            if (media.status() / 100 != 3 || location == null) {
                return media;
            }
            media.close();
            where = where.at(resolve(where.address(), location));
        }
        throw new IOException("it is redirected too often");
    }

    private static Media fetch(Upstream upstream, Where where, long nanos, Runnable cut)
            throws IOException {
        Post post = upstream.http().fetch(where.address()).header("Accept", "*/*");
        if (where.range() != null) {
            post.header("Range", where.range());
        }
        Candidate candidate = where.candidate();
        if (Origin.of(where.address()).equals(Origin.of(candidate.baseUrl()))) {
            where.dialect().authorise(post, candidate.slot());
        }
        Turns turns = new Turns(cut);
        Vigil vigil =
                new Vigil(
                        upstream.clock(),
                        upstream.timer(),
                        upstream.timeouts(),
                        upstream.clock().nanos() + nanos,
                        turns,
                        post::cancel,
                        null);
        try {
            return new Media(post, upstream.http().open(post), vigil, turns);
        } catch (IOException | RuntimeException e) {
            vigil.close();
            throw e;
        }
    }

    private static URI resolve(URI from, String location) throws IOException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is redirected to no address", e);
        }
    }

    /** What its provider names is not ours: it must not lead this process into its own network. */
    private static void check(Upstream upstream, Where where) throws IOException {
        String host = where.address().getHost();
        if (host == null) {
            throw new IOException("its address has no host");
        }
        if (isThisMachine(where.candidate().baseUrl()) && isThisMachine(where.address())) {
            return;
        }
        try {
            AddressRule.check(where.address().toString(), "url");
            for (InetAddress address : upstream.http().addresses(host)) {
                AddressRule.check("https://" + literal(address) + "/", "url");
            }
        } catch (BadRequest e) {
            throw new IOException("its address is none of the public network", e);
        }
    }

    private static boolean isThisMachine(URI address) {
        return address.getHost() != null && THIS_MACHINE.contains(address.getHost());
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[" + plain + "]" : plain;
    }

    public int status() {
        return answer.status();
    }

    public @Nullable String header(String name) {
        return answer.header(name);
    }

    public long lengthBytes() {
        return answer.lengthBytes();
    }

    /** Reads a piece, -1 at the end. */
    public int read(byte[] piece) throws IOException {
        InputStream in = answer.body();
        vigil.alive(); // while the last piece was sent it was not asked for more
        turns.reading = true;
        int count = in.read(piece);
        vigil.event();
        turns.reading = false;
        return count;
    }

    /** Ends it at once; for any thread. */
    public void cancel() {
        post.cancel();
    }

    @Override
    public void close() {
        vigil.close();
        answer.close();
    }
}
