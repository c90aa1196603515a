package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.call.Tried;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.answer.TakenBytes;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.room.Leaving;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a door: its id, its start, its reply. For one thread until the
 * reply has begun.
 */
public final class Visit {
    private final RequestIds ids;
    private final Clock clock;
    private final long startNanos;
    private final DoorRequest request;
    private final DoorReply reply;
    private String requestId;
    private volatile boolean begun;
    private volatile boolean broken;
    private Manners manners = OpenAiManners.CHAT;
    private @Nullable ErrorShape errors;
    private Optional<Tried> tried = Optional.empty();
    private Meters meters = Meters.NONE;

    Visit(RequestIds ids, Clock clock, DoorRequest request, DoorReply reply) {
        this.ids = ids;
        this.requestId = ids.next();
        this.clock = clock;
        this.startNanos = clock.nanos();
        this.request = request;
        this.reply = reply;
    }

    /** What its row is kept under, and its client is told. */
    public String requestId() {
        return requestId;
    }

    /**
     * A new id, for what was refused is asked again: nothing was told by the last one, whose row
     * may still be on its way out. A ledger never sees an id twice (docs/decisions/0008-speed.md).
     */
    public String renewedRequestId() {
        requestId = ids.next();
        return requestId;
    }

    public long epochMicros() {
        return clock.epochMicros();
    }

    public DoorRequest request() {
        return request;
    }

    /**
     * The request's body, whole.
     *
     * @param what is too large where it is longer
     * @param advice what to do instead
     */
    public byte[] body(int mostBytes, String what, String advice) throws Rejected, IOException {
        try {
            return request.body().read(mostBytes);
        } catch (BodyTooLarge e) {
            throw new Rejected(
                    new Rejection.BodyTooLarge(
                            what
                                    + " is larger than "
                                    + e.limitBytes()
                                    + " bytes, the most this gateway takes. "
                                    + advice));
        }
    }

    public DoorReply reply() {
        return reply;
    }

    /** A whole JSON answer; a front leaves the body away where the method is HEAD. */
    public void json(int status, Headers extra, byte[] body) throws IOException {
        whole(status, extra, "application/json", body);
    }

    /** A whole answer of any type. */
    public void whole(int status, Headers extra, String contentType, byte[] body)
            throws IOException {
        Headers headers = headers(extra).set("content-type", contentType).build();
        try (OutputStream out = begin(status, headers, body.length)) {
            out.write(body);
        }
    }

    /** A whole JSON answer that has its room while it is sent. */
    void held(int status, byte[] body, Room.Share room) throws IOException {
        Headers headers = headers(Headers.none()).set("content-type", "application/json").build();
        try (OutputStream out = begin(status, headers, body.length)) {
            TakenBytes taken = new TakenBytes(out);
            room.leaves(() -> new Leaving(() -> OptionalLong.of(taken.bytes()), reply::cut));
            taken.write(body);
        }
    }

    /** Commits the reply; the headers are those of {@link #headers}. */
    public OutputStream begin(int status, Headers headers, long contentBytes) throws IOException {
        begun = true;
        return reply.begin(status, headers, contentBytes);
    }

    /** The reply is to end as a broken one: what was sent is not all of it. */
    void breakOff() {
        broken = true;
    }

    /**
     * The visit is over.
     *
     * @throws IOException where its reply broke off, so that the front cuts it
     */
    void end() throws IOException {
        if (broken) {
            throw new IOException("the answer broke off");
        }
    }

    /** What every answer carries, and more. */
    public Headers.Builder headers(Headers extra) {
        Headers.Builder headers = Headers.builder();
        tried.ifPresent(last -> addTried(headers, last));
        manners.limits(headers, meters, clock.epochMicros());
        extra.forEach(headers::set);
        manners.identify(headers, requestId, (clock.nanos() - startNanos) / 1_000_000);
        return headers;
    }

    /** A refusal names who was asked. */
    private static void addTried(Headers.Builder headers, Tried last) {
        headers.set("x-sluice-provider", last.provider()).set("x-sluice-model", last.model());
    }

    /** How this visit's client is spoken to; OpenAI's manners unless its endpoint has others. */
    public void speaksWith(Manners others) {
        manners = others;
    }

    /** Who calls: the holder of a key, wherever it stands, or the role that signed. */
    Caller caller(Gateway gateway) throws Rejected {
        Caller caller =
                request.signer().isPresent()
                        ? gateway.signed(request.signer().get())
                        : gateway.authenticate(manners.authorization(request.headers()));
        request.body().isOf(caller.id());
        return caller;
    }

    Manners manners() {
        return manners;
    }

    /** How this visit tells of rejections, where that is not as its manners have it. */
    public void errorsAs(ErrorShape shape) {
        errors = shape;
    }

    /** Tells the client why it gets nothing. After the first byte there is nobody to tell. */
    void refuse(Rejected rejected) throws IOException {
        if (!begun && !reply.hungUp()) {
            tried = rejected.tried();
            meters = rejected.meters();
            ErrorShape shape = errors == null ? ErrorShape.of(manners) : errors;
            shape.tell(this, rejected.rejection());
        }
    }
}
