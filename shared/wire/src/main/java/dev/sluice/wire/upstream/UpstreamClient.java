package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Trace;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Beside;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.door.TraceHeaders;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.http.Connections;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.http.Target;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client to all providers. Blocking, for virtual threads; safe for use by any number
 * of them. It follows no redirect, keeps no cookie, asks for no compression and uses no proxy: what
 * is sent is what we wrote, to where the settings say, once. See {@code
 * docs/decisions/0001-http-stack.md} for why it is our own.
 */
public final class UpstreamClient implements AutoCloseable {
    /** More than an operator sets up; beyond it a target is read anew each time. */
    private static final int MOST_TARGETS = 1_000;

    /** A path of one provider. */
    private record Place(URI base, String path) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && path.equals(that.path) && base.equals(that.base);
        }

        @Override
        public int hashCode() {
            return 31 * base.hashCode() + path.hashCode();
        }
    }

    private final Connections connections;
    private final String userAgent;
    private final Map<Place, Target> targets = new ConcurrentHashMap<>();

    public UpstreamClient(Timeouts timeouts, String version) {
        this(timeouts, version, new LazyTls());
    }

    UpstreamClient(Timeouts timeouts, String version, Connections.Tls tls) {
        this.connections = new Connections(Net.ofThisProcess(), timeouts.connectMillis(), tls);
        this.userAgent = "sluice/" + version;
    }

    /**
     * A request ready to be sent by {@link #open}, and cancelled from any thread by {@link
     * Post#cancel}.
     *
     * @throws IOException where nothing can prove whose account pays; its message is for callers
     */
    Post prepare(Candidate candidate, Spoken spoken, Dialect dialect, Call call)
            throws IOException {
        Post post =
                new Post(target(candidate.baseUrl(), spoken.path()), spoken.body())
                        .header("Content-Type", spoken.contentType())
                        .header("Accept", accepted(call, spoken))
                        .header("Accept-Encoding", "identity")
                        .header("User-Agent", userAgent);
        spoken.headers().forEach(post::header);
        dialect.authorise(post, candidate.slot());
        trace(post, call.trace());
        return post;
    }

    private Target target(URI base, String path) {
        Place place = new Place(base, path);
        Target known = targets.get(place);
        if (known != null) {
            return known;
        }
        Target target = Target.of(Beside.of(base, path));
        if (targets.size() < MOST_TARGETS) {
            targets.put(place, target);
        }
        return target;
    }

    private static String accepted(Call call, Spoken spoken) {
        if (spoken.answers().raw() != null) {
            return "*/*";
        }
        boolean isEvents = call.stream() && spoken.answers().talk() == null;
        return isEvents ? "text/event-stream" : "application/json";
    }

    /** A look at something of the provider's, with its key. */
    Post look(Candidate candidate, String path, Dialect dialect, Trace trace) throws IOException {
        Post post =
                fetch(Beside.of(candidate.baseUrl(), path)).header("Accept", "application/json");
        dialect.authorise(post, candidate.slot());
        trace(post, trace);
        return post;
    }

    /** A file for a provider to keep. */
    Post upload(Candidate candidate, String path, Dialect dialect, Content file)
            throws IOException {
        byte[] bytes = file.bytes();
        Post post =
                new Post(
                                Target.of(Beside.of(candidate.baseUrl(), path)),
                                new Patched(bytes, 0, bytes.length, new Edits()))
                        .header("Content-Type", String.valueOf(file.type()))
                        .header("Accept", "application/json")
                        .header("Accept-Encoding", "identity")
                        .header("User-Agent", userAgent);
        dialect.authorise(post, candidate.slot());
        return post;
    }

    /** What lies at an address that a provider named; nobody's key goes there. */
    Post fetch(URI address) {
        return Post.bare("GET", address)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", userAgent);
    }

    /** All that goes on of a caller's headers. */
    private static void trace(Post post, Trace trace) {
        if (trace.amazon() != null) {
            post.header(TraceHeaders.AMAZON, trace.amazon());
        }
        if (trace.parent() != null) {
            post.header(TraceHeaders.PARENT, trace.parent());
        }
    }

    /** Sends it and returns when the head of the answer is there; the caller closes the answer. */
    Answer open(Post post) throws IOException {
        return Answer.of(post, connections.send(post));
    }

    /** What a name stands for. */
    InetAddress[] addresses(String host) throws IOException {
        return connections.addresses(host);
    }

    @Override
    public void close() {
        connections.close();
    }
}
