package dev.sluice.wire.api;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client at the other end of an exchange: commits the reply with all the headers an answer
 * carries.
 */
public final class VisitClient implements Client {
    /** Names what the provider was not told of. */
    static final String LEFT_OUT = "x-sluice-left-out";

    private final Visit visit;
    private final @Nullable Question question;

    public VisitClient(Visit visit) {
        this(visit, null);
    }

    /**
     * @param question whose client is told what is left out of it, and whose room is given back
     *     with it; null where a door holds the request itself
     */
    VisitClient(Visit visit, @Nullable Question question) {
        this.visit = visit;
        this.question = question;
    }

    @Override
    public OutputStream begin(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes)
            throws IOException {
        Headers.Builder headers = visit.headers(Headers.none()).set("content-type", contentType);
        serving.ifPresent(
                candidate ->
                        headers.set("x-sluice-provider", candidate.provider().name())
                                .set("x-sluice-model", candidate.model().id()));
        List<String> missing = question == null ? List.of() : question.asked().leftOut(serving);
        if (!missing.isEmpty()) {
            headers.set(LEFT_OUT, String.join(", ", missing));
        }
        if (contentBytes < 0) {
            headers.set("cache-control", "no-cache").set("x-accel-buffering", "no");
        }
        visit.manners().limits(headers, meters, visit.epochMicros());
        return visit.begin(200, headers.build(), contentBytes);
    }

    @Override
    public void keepsOfRequest(long bytes) {
        if (question != null) {
            visit.request().body().keep(bytes);
        }
    }

    @Override
    public void onHangUp(Runnable callback) {
        visit.reply().onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return visit.reply().hungUp();
    }

    @Override
    public void cut() {
        visit.reply().cut();
    }

    @Override
    public void breakOff() {
        visit.breakOff();
    }
}
