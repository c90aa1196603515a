package dev.sluice.wire.api;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.wire.coding.BadCoding;
import dev.sluice.wire.coding.Coding;
import dev.sluice.wire.coding.TooLong;
import dev.sluice.wire.coding.UnknownCoding;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A body as its client meant it, without the codings that it came in (RFC 9110 §8.4). A reader's
 * bound holds for what came and for what it becomes.
 */
final class CodedBody implements DoorRequest.Body {
    private static final String CONTENT_ENCODING = "content-encoding";
    private static final String CONTENT_LENGTH = "content-length";

    private final DoorRequest.Body body;
    private final List<String> fields;

    private CodedBody(DoorRequest.Body body, List<String> fields) {
        this.body = body;
        this.fields = fields;
    }

    /** The same request with its body decoded; nothing behind this knows that it was coded. */
    static DoorRequest decoded(DoorRequest request) {
        if (request.headers().first(CONTENT_ENCODING) == null) {
            return request;
        }
        Headers.Builder headers = Headers.builder();
        request.headers()
                .forEach(
                        (name, value) -> {
                            if (!name.equalsIgnoreCase(CONTENT_ENCODING)
                                    && !name.equalsIgnoreCase(CONTENT_LENGTH)) {
                                headers.add(name, value);
                            }
                        });
        return new DoorRequest(
                request.method(),
                request.path(),
                request.query(),
                headers.build(),
                new CodedBody(request.body(), request.headers().all(CONTENT_ENCODING)),
                request.deadlineEpochMicros(),
                request.trace(),
                request.signer());
    }

    /** A body that could be read and cannot be used: for the caller to be told. */
    static final class Refused extends IOException {
        private final transient Rejection rejection;

        private Refused(Rejection rejection) {
            super(rejection.message());
            this.rejection = rejection;
        }

        Rejected rejected() {
            return new Rejected(rejection);
        }
    }

    @Override
    public byte[] read(int maxBytes) throws BodyTooLarge, IOException {
        List<Coding> codings = codings();
        byte[] coded = body.read(maxBytes);
        if (coded.length == 0 || isDecoded(codings, coded)) {
            return coded;
        }
        try {
            return Coding.decode(codings, coded, maxBytes, this::takeRoom);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (TooLong e) {
            throw new BodyTooLarge(maxBytes);
        } catch (BadCoding e) {
            throw new Refused(
                    new Rejection.BadRequest(
                            "The request body could not be decoded as its Content-Encoding says: "
                                    + e.getMessage()
                                    + ".",
                            null,
                            "invalid_content_encoding"));
        }
    }

    private boolean isDecoded(List<Coding> codings, byte[] coded) {
        return body.mayBeDecoded() && !codings.isEmpty() && !codings.getLast().begins(coded);
    }

    @Override
    public void isOf(String caller) {
        body.isOf(caller);
    }

    @Override
    public void room(long moreBytes) throws IOException {
        body.room(moreBytes);
    }

    @Override
    public void keep(long bytes) {
        body.keep(bytes);
    }

    private void takeRoom(int moreBytes) {
        try {
            body.room(moreBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Coding> codings() throws Refused {
        try {
            return Coding.parse(fields);
        } catch (UnknownCoding e) {
            throw new Refused(
                    new Rejection.UnsupportedCoding(
                            "The Content-Encoding `"
                                    + Shown.name(e.coding())
                                    + "` is not supported. Send the body as it is, or coded as"
                                    + " gzip, deflate or zstd."));
        }
    }
}
