package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.Quirk;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.Usage;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.openai.AnswerRules;
import dev.sluice.wire.openai.ChatRequest;
import dev.sluice.wire.openai.Dialect;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** One attempt: sends the patched body, and gives the answer to who relays it. For one thread. */
final class Exchange {
    /** What nginx logs for a client that went away before it was answered. */
    static final int CLIENT_CLOSED_REQUEST = 499;

    private final Upstream upstream;
    private final Call call;
    private final ChatRequest request;
    private final ChatRequest.Kind kind;
    private final Client client;
    private final AnswerFormat format;
    private final Admitted admitted;
    private final FaultReader faults;

    Exchange(
            Upstream upstream,
            Call call,
            ChatRequest request,
            ChatRequest.Kind kind,
            Client client,
            AnswerFormat format,
            Admitted admitted) {
        this.upstream = upstream;
        this.call = call;
        this.request = request;
        this.kind = kind;
        this.client = client;
        this.format = format;
        this.admitted = admitted;
        this.faults = new FaultReader(upstream.clock());
    }

    Attempted run() {
        Candidate candidate = admitted.candidate();
        HttpPost post =
                upstream.http()
                        .prepare(
                                candidate,
                                kind == ChatRequest.Kind.CHAT
                                        ? "/chat/completions"
                                        : "/completions",
                                request.patch(candidate.model().id(), dialect(candidate)),
                                request.stream());
        StreamSink sink =
                request.stream()
                        ? new StreamSink(client, admitted, upstream.clock(), format)
                        : null;
        try (Vigil vigil = vigil(post, sink)) {
            client.onHangUp(() -> vigil.end(Vigil.Reason.CLIENT_GONE));
            return exchange(post, vigil, sink);
        }
    }

    private Attempted exchange(HttpPost post, Vigil vigil, @Nullable StreamSink sink) {
        try (ClassicHttpResponse response = upstream.http().open(post)) {
            if (response.getCode() / 100 != 2) {
                Fault fault = faults.read(response, admitted.candidate().slot().key());
                return sink == null
                        ? new Attempted.Refused(fault)
                        : new StreamRelay(this, vigil, sink).refused(fault);
            }
            format.answered(response.getCode(), () -> headers(response));
            return sink == null
                    ? new UnaryRelay(this, vigil).relay(response)
                    : new StreamRelay(this, vigil, sink).relay(response);
        } catch (IOException e) {
            return sink == null ? broken(vigil, e) : new StreamRelay(this, vigil, sink).broken(e);
        }
    }

    /** A failure while nothing has been relayed. */
    Attempted broken(Vigil vigil, IOException cause) {
        Vigil.Reason reason = vigil.reason();
        return reason == Vigil.Reason.CLIENT_GONE
                ? gone(Usage.NONE)
                : new Attempted.Refused(fault(reason, cause));
    }

    /** The client left before it saw anything; the provider may have read the prompt already. */
    Attempted gone(Usage seen) {
        Usage usage = seen.totalTokens() > 0 ? seen : new Usage(call.inputTokens(), 0, 0, 0, true);
        return new Attempted.Delivered(
                Outcome.CLIENT_GONE,
                CLIENT_CLOSED_REQUEST,
                usage,
                null,
                "client_gone",
                upstream.clock().nanos());
    }

    static Fault fault(Vigil.@Nullable Reason reason, IOException cause) {
        if (reason == null) {
            return Fault.of(
                    Fault.Kind.FAILED,
                    0,
                    "its connection failed (" + cause.getClass().getSimpleName() + ")");
        }
        return Fault.of(
                Fault.Kind.TIMED_OUT,
                0,
                switch (reason) {
                    case FIRST_BYTE -> "no answer within the first-byte timeout";
                    case IDLE -> "it fell silent for longer than the idle timeout";
                    case OVERALL -> "the overall timeout is over";
                    case CLIENT_GONE -> "the client hung up";
                });
    }

    /**
     * A provider that cannot be served because the row could not be opened is not at fault: nothing
     * else is tried.
     */
    static Fault unrecorded(Rejected rejected) {
        return Fault.of(Fault.Kind.UNRECORDED, 0, rejected.rejection().message());
    }

    Client client() {
        return client;
    }

    Admitted admitted() {
        return admitted;
    }

    Upstream upstream() {
        return upstream;
    }

    long estimatedInputTokens() {
        return call.inputTokens();
    }

    AnswerRules rules() {
        return new AnswerRules(
                request.includeUsage(),
                admitted.candidate()
                        .provider()
                        .quirks()
                        .contains(Quirk.REASONING_OUTSIDE_COMPLETION),
                kind == ChatRequest.Kind.CHAT && request.logprobs());
    }

    static Usage usage(dev.sluice.wire.openai.Usage usage) {
        return new Usage(
                usage.promptTokens(),
                usage.cachedTokens(),
                usage.completionTokens(),
                usage.reasoningTokens(),
                usage.estimated());
    }

    private Vigil vigil(HttpPost post, @Nullable StreamSink sink) {
        return new Vigil(
                upstream.clock(),
                upstream.timer(),
                upstream.timeouts(),
                admitted.deadlineNanos(),
                post::abort,
                sink == null ? null : () -> keepAlive(sink));
    }

    private static void keepAlive(StreamSink sink) {
        try {
            sink.keepAlive();
        } catch (ClientGone | Rejected e) {
            // The relaying thread meets the same at its next event, and the hang-up has its own
            // signal.
        }
    }

    /** Those that can be headers of ours: a provider may send anything. */
    private static Headers headers(ClassicHttpResponse response) {
        Headers.Builder headers = Headers.builder();
        for (Header header : response.getHeaders()) {
            try {
                headers.add(header.getName(), String.valueOf(header.getValue()));
            } catch (IllegalArgumentException e) {
                // left out
            }
        }
        return headers.build();
    }

    private static Dialect dialect(Candidate candidate) {
        Provider provider = candidate.provider();
        return new Dialect(
                provider.quirks().contains(Quirk.MAX_TOKENS_ONLY),
                provider.quirks().contains(Quirk.LOGPROBS_INTEGER),
                provider.quirks().contains(Quirk.STOP_ARRAY_ONLY),
                !provider.keepsDeveloperRole(candidate.model().id()));
    }
}
