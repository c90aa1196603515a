package dev.sluice.wire.answer;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.error.OpenAiError;
import java.io.IOException;
import java.io.OutputStream;

/** Events as OpenAI sends them of what is no text: a failure can be told in them. */
public interface EventsFormat extends RawFormat {
    @Override
    default String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    default long lengthBytes() {
        return -1;
    }

    @Override
    default boolean fail(OutputStream out, Rejection rejection) throws IOException {
        new OpenAiError(rejection.message(), "server_error", null, Statuses.code(rejection))
                .writeEvent(out);
        return true;
    }
}
