package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider made of bare sockets: each model has a script that says which bytes come when, or
 * never. It counts connections and requests, and tells when the other side hung up.
 */
final class RawUpstream implements AutoCloseable {

    /** Plays the answer to one request. */
    @FunctionalInterface
    interface Script {
        void play(Call call) throws Exception;
    }

    /** A request as it arrived. */
    record Seen(Http.Head head, String body) {
        /** Empty where the body is a form; of a request without a body its method and path. */
        String model() {
            boolean isForm = head.header("content-type").startsWith("multipart/");
            if (body.isEmpty()) {
                return line();
            }
            return isForm ? "" : Tree.parse(body).at("model").text();
        }

        /** Without the version of HTTP. */
        String line() {
            return head.first().substring(0, head.first().lastIndexOf(' '));
        }

        String key() {
            return head.header("authorization");
        }
    }

    private final ServerSocket server;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final BlockingQueue<Seen> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> hangUps = new LinkedBlockingQueue<>();
    private final List<Seen> seen = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    RawUpstream() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** From now on this model is answered so. */
    RawUpstream on(String model, Script script) {
        scripts.put(model, script);
        return this;
    }

    int connections() {
        return connections.get();
    }

    /** Requests so far, in order. */
    List<Seen> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    long requestsFor(String model) {
        return seen().stream().filter(request -> request.model().equals(model)).count();
    }

    /** The next request that nobody has taken yet. */
    Seen take() throws InterruptedException {
        Seen next = arrivals.poll(Wait.LONG.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came");
        }
        return next;
    }

    /** When the gateway hung up on a script that waits for it, {@link System#nanoTime}. */
    long awaitHangUpNanos() throws InterruptedException {
        Long atNanos = hangUps.poll(Wait.LONG.toSeconds(), TimeUnit.SECONDS);
        if (atNanos == null) {
            throw new AssertionError("the gateway did not hang up");
        }
        return atNanos;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Http.Head head = Http.head(in);
                Http.Body body = Http.body(in, head, false);
                Seen request = new Seen(head, new String(body.bytes(), UTF_8));
                synchronized (seen) {
                    seen.add(request);
                }
                arrivals.add(request);
                Call call = new Call(request, socket, in);
                scripts.getOrDefault(request.model(), Scripts.text("ok")).play(call);
                if (call.last) {
                    return;
                }
            }
        } catch (Exception e) {
            // the gateway closed the connection, or the script did
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One request and the socket it came on. */
    final class Call {
        final Seen seen;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean last;

        private Call(Seen seen, Socket socket, InputStream in) throws IOException {
            this.seen = seen;
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        Call write(String text) throws IOException {
            return write(text.getBytes(UTF_8));
        }

        /** One write, one packet as far as the kernel lets us. */
        Call write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        Call chunk(String text) throws IOException {
            return chunk(text.getBytes(UTF_8));
        }

        Call chunk(byte[] bytes) throws IOException {
            write(Integer.toHexString(bytes.length) + "\r\n");
            return write(bytes).write("\r\n");
        }

        /** Nothing more is served on this connection. */
        void close() {
            last = true;
        }

        /** Closes now. */
        void shut() throws IOException {
            last = true;
            socket.close();
        }

        /** Closes with a reset. */
        void reset() throws IOException {
            last = true;
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says nothing more and waits until the other side is gone. */
        void awaitHangUp() {
            last = true;
            try {
                while (in.read() >= 0) {
                    // whatever it still says
                }
            } catch (IOException e) {
                // a reset is a hang-up too
            }
            if (closed.getCount() > 0) {
                hangUps.add(System.nanoTime());
            }
        }
    }
}
