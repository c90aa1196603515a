package dev.sluice.standins;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The provider of tests, measurements and the local world: it answers each request by a script,
 * which says which bytes come when, or never. A script is looked up by the request's model, then by
 * its method and path, then in the queue of what is to be done next; else the one for all others
 * plays. It counts connections and requests, and tells when the other side hung up. Safe for any
 * thread.
 */
public final class ScriptedProvider implements AutoCloseable {

    /** How long tests wait: enough for a machine that has ten times as much to do as it can. */
    static final long LONG_SECONDS = 60;

    /** Plays the answer to one request; what it throws cuts the connection. */
    @FunctionalInterface
    public interface Script {
        /** Called by the connection's own thread. */
        void play(Call call) throws Exception;
    }

    private final Loopback server;
    private final String origin;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Queue<Script> next = new ConcurrentLinkedQueue<>();
    private volatile Script otherwise = Scripts.text("ok");
    private final BlockingQueue<Seen> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> hangUps = new LinkedBlockingQueue<>();
    private final List<Seen> seen = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** On a free port, without TLS. */
    public ScriptedProvider() throws IOException {
        this("http://127.0.0.1:", Loopback.plain());
    }

    /**
     * On a socket that listens already, over TLS perhaps.
     *
     * @param origin up to the port: {@code https://localhost:}
     */
    public ScriptedProvider(String origin, ServerSocket listening) {
        this.server = Loopback.start(listening, this::serve);
        this.origin = origin + server.port();
    }

    /** {@code http://127.0.0.1:<port>}. */
    public String origin() {
        return origin;
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** The base of {@code /chat/completions}. */
    public String baseUrl() {
        return origin + "/v1";
    }

    /**
     * From now on this is answered so.
     *
     * @param what a model, or method and path: {@code POST /v1/videos}
     */
    public ScriptedProvider on(String what, Script script) {
        scripts.put(what, script);
        return this;
    }

    /** From now on this is answered with this JSON. */
    public ScriptedProvider on(String what, int status, String json) {
        return on(what, Scripts.json(status, json));
    }

    /** What to do next, once, of all that no script is for. */
    public ScriptedProvider then(Script script) {
        next.add(script);
        return this;
    }

    /** What to do with all that no script is for; without it a short chat. */
    public ScriptedProvider otherwise(Script script) {
        otherwise = script;
        return this;
    }

    /** Connections so far. */
    public int connections() {
        return server.connections();
    }

    /** Requests so far, in order. */
    public List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    /** Requests so far of this method and path. */
    public List<Seen> seen(String line) {
        return seen().stream().filter(request -> request.route().equals(line)).toList();
    }

    /** How many asked for this model so far. */
    public long requestsFor(String model) {
        return seen().stream().filter(request -> request.model().equals(model)).count();
    }

    /** The next request that nobody has taken yet. */
    public Seen take() throws InterruptedException {
        Seen arrived = arrivals.poll(LONG_SECONDS, TimeUnit.SECONDS);
        if (arrived == null) {
            throw new AssertionError("no request came");
        }
        return arrived;
    }

    /** When the gateway hung up on a script that waits for it, {@link System#nanoTime}. */
    public long awaitHangUpNanos() throws InterruptedException {
        Long atNanos = hangUps.poll(LONG_SECONDS, TimeUnit.SECONDS);
        if (atNanos == null) {
            throw new AssertionError("the gateway did not hang up");
        }
        return atNanos;
    }

    private void serve(Connection connection) throws Exception {
        while (true) {
            Http.Head head = connection.head();
            Seen request = new Seen(head, Http.body(connection.in(), head, false).bytes());
            synchronized (seen) {
                seen.add(request);
            }
            arrivals.add(request);
            Call call = new Call(request, connection);
            script(request).play(call);
            if (call.last) {
                return;
            }
        }
    }

    private Script script(Seen request) {
        Script told = scripts.get(request.model());
        told = told == null ? scripts.get(request.route()) : told;
        told = told == null ? next.poll() : told;
        return told == null ? otherwise : told;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }

    /** A request as it arrived. */
    public record Seen(Http.Head head, byte[] bytes) {
        /** As text. */
        public String body() {
            return new String(bytes, UTF_8);
        }

        /** Empty where the body names none; of a request without a body its {@link #line}. */
        public String model() {
            boolean isForm = head.header("content-type").startsWith("multipart/");
            if (bytes.length == 0) {
                return line();
            }
            return isForm ? "" : JsonFields.own(body(), "model");
        }

        /** Method, path and query. */
        public String line() {
            return head.line();
        }

        /** Without its query. */
        public String path() {
            return head.path();
        }

        /** Method and path. */
        public String route() {
            return line().split("\\?", 2)[0];
        }

        /** What it authorises itself with; empty for nothing. */
        public String key() {
            return head.header("authorization");
        }
    }

    /** One request and the connection it came on. */
    public final class Call {
        private final Seen seen;
        private final Connection connection;
        private boolean last;

        private Call(Seen seen, Connection connection) {
            this.seen = seen;
            this.connection = connection;
        }

        /** What it answers. */
        public Seen seen() {
            return seen;
        }

        /** As UTF-8. */
        public Call write(String text) throws IOException {
            return write(text.getBytes(UTF_8));
        }

        /** One write, one packet as far as the kernel lets us. */
        public Call write(byte[] bytes) throws IOException {
            connection.write(bytes);
            return this;
        }

        /** As UTF-8. */
        public Call chunk(String text) throws IOException {
            return chunk(text.getBytes(UTF_8));
        }

        /** One chunk of a chunked body. */
        public Call chunk(byte[] bytes) throws IOException {
            connection.chunk(bytes);
            return this;
        }

        /** Nothing more is served on this connection. */
        public void close() {
            last = true;
        }

        /** Closes now. */
        public void shut() throws IOException {
            last = true;
            connection.close();
        }

        /** Closes with a reset. */
        public void reset() throws IOException {
            last = true;
            connection.reset();
        }

        /** Says nothing more and waits until the other side is gone. */
        public void awaitHangUp() {
            last = true;
            connection.awaitHangUp();
            if (closed.getCount() > 0) {
                hangUps.add(System.nanoTime());
            }
        }
    }
}
