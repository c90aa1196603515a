package dev.sluice.gateway.lambda;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import java.io.IOException;

/**
 * A body that may have come by way of a REST API, which takes gzip and deflate off and leaves the
 * headers as the client sent them.
 */
record RestBody(DoorRequest.Body body) implements DoorRequest.Body {

    @Override
    public byte[] read(int maxBytes) throws BodyTooLarge, IOException {
        return body.read(maxBytes);
    }

    @Override
    public boolean mayBeDecoded() {
        return true;
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
}
