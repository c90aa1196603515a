package dev.sluice.gateway.lambda;

import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A door's reply through Lambda. A client that goes away is never seen there: Lambda reads the
 * answer to its end, so {@link #onHangUp} keeps nothing.
 */
final class EventReply implements DoorReply, Answered {
    private final StreamingResponse response;
    private boolean bodyless;
    private int status;
    private Headers sent = Headers.none();

    EventReply(StreamingResponse response) {
        this.response = response;
    }

    /** The client takes the headers alone, as an answer to HEAD. */
    void withoutBody() {
        bodyless = true;
    }

    /** The length is not sent: API Gateway and function URLs frame the body themselves. */
    @Override
    public OutputStream begin(int status, Headers headers, long contentBytes) throws IOException {
        if (response.begun()) {
            throw new IllegalStateException("reply was begun already");
        }
        this.status = status;
        this.sent = headers;
        OutputStream body = response.begin(prelude(status, headers));
        if (!bodyless) {
            return body;
        }
        body.close();
        return OutputStream.nullOutputStream();
    }

    @Override
    public void onHangUp(Runnable callback) {}

    @Override
    public boolean hungUp() {
        return false;
    }

    @Override
    public void cut() {
        response.cut();
    }

    boolean begun() {
        return response.begun();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable String header(String name) {
        return sent.first(name);
    }

    private static Prelude prelude(int status, Headers headers) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach(
                (name, value) ->
                        all.computeIfAbsent(
                                        name.toLowerCase(Locale.ROOT), first -> new ArrayList<>(1))
                                .add(value));
        Map<String, String> single = new LinkedHashMap<>();
        Map<String, List<String>> several = new LinkedHashMap<>();
        all.forEach(
                (name, values) -> {
                    if (values.size() == 1) {
                        single.put(name, values.getFirst());
                    } else {
                        several.put(name, values);
                    }
                });
        return new Prelude(status, single, several, List.of());
    }
}
