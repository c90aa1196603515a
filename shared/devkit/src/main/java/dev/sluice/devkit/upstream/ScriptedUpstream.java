package dev.sluice.devkit.upstream;

import dev.sluice.gateway.http.HttpFront;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A provider on a free port of the loopback interface that behaves as Together AI does: {@code POST
 * /v1/chat/completions}, {@code POST /v1/completions}, {@code GET /v1/models}, with any bearer key
 * and for any model. It honours {@code max_tokens}, {@code stop}, {@code n}, {@code stream}, {@code
 * tools}, {@code tool_choice} and {@code response_format}; a model whose name has {@code R1} or
 * {@code reasoning} in it thinks aloud; a model named as in {@link Script} misbehaves. The counts
 * are for tests, which may wait for them. For any thread.
 */
public final class ScriptedUpstream implements AutoCloseable {

    /** The model names that ask for trouble. */
    public static final List<String> MAGIC_MODELS = Script.models();

    private static final String HOST = "127.0.0.1";

    private final Counters counters;
    private final UpstreamDoor door;
    private final HttpFront front;

    private ScriptedUpstream(Counters counters, UpstreamDoor door, HttpFront front) {
        this.counters = counters;
        this.door = door;
        this.front = front;
    }

    /** Starts one that speaks at a believable pace. */
    public static ScriptedUpstream start() throws IOException {
        return start(TokenPace.BELIEVABLE);
    }

    /** Starts one that speaks at {@code pace}. */
    public static ScriptedUpstream start(TokenPace pace) throws IOException {
        Counters counters = new Counters();
        UpstreamDoor door = new UpstreamDoor(pace, counters);
        return new ScriptedUpstream(counters, door, HttpFront.start(HOST, 0, door));
    }

    /** What {@code /chat/completions} is appended to. */
    public URI baseUrl() {
        return URI.create("http://" + HOST + ":" + front.port() + "/v1");
    }

    /** Requests of any kind so far. */
    public long requests() {
        return counters.requests();
    }

    /** Streams that are being spoken now. */
    public long openStreams() {
        return counters.openStreams();
    }

    /** Answers, streamed or not, whose client hung up before their end. */
    public long cancelled() {
        return counters.cancelled();
    }

    /** Waits until there were that many requests; false when {@code wait} ends before. */
    public boolean awaitRequests(long atLeast, Duration wait) throws InterruptedException {
        return counters.awaitRequests(atLeast, wait);
    }

    /** Waits until that many clients hung up; false when {@code wait} ends before. */
    public boolean awaitCancelled(long atLeast, Duration wait) throws InterruptedException {
        return counters.awaitCancelled(atLeast, wait);
    }

    /**
     * Waits until exactly that many streams are being spoken; false when {@code wait} ends before.
     */
    public boolean awaitOpenStreams(long exactly, Duration wait) throws InterruptedException {
        return counters.awaitOpenStreams(exactly, wait);
    }

    /** The body of the last completion request; empty before the first. */
    public byte[] lastBody() {
        byte[] body = door.lastBody();
        return body == null ? new byte[0] : body.clone();
    }

    /** Cuts running answers off. */
    @Override
    public void close() {
        front.stop(Duration.ZERO);
    }
}
