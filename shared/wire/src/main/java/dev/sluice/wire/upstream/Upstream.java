package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.relay.Attempt;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.openai.ChatRequest;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Makes the attempts of requests: each relays one answer of one provider to one client. Safe for
 * use by any thread.
 */
public final class Upstream implements AutoCloseable {
    private static final AnswerFormat OPENAI = new OpenAiFormat();

    private final UpstreamClient http;
    private final Timeouts timeouts;
    private final Clock clock;
    private final ScheduledExecutorService timer = newTimer();

    public Upstream(UpstreamClient http, Timeouts timeouts, Clock clock) {
        this.http = http;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    /** In OpenAI's format. */
    public Attempt attempt(Call call, ChatRequest request, ChatRequest.Kind kind, Client client) {
        return attempt(call, request, kind, client, OPENAI);
    }

    /**
     * @param format of a streamed answer; a whole one is OpenAI's
     */
    public Attempt attempt(
            Call call,
            ChatRequest request,
            ChatRequest.Kind kind,
            Client client,
            AnswerFormat format) {
        return admitted -> {
            Exchange exchange = new Exchange(this, call, request, kind, client, format, admitted);
            return exchange.run();
        };
    }

    UpstreamClient http() {
        return http;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    Clock clock() {
        return clock;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        http.close();
    }

    private static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("vigil").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
