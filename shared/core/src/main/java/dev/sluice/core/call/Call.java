package dev.sluice.core.call;

import dev.sluice.core.catalog.ModelKind;
import java.util.List;
import java.util.OptionalLong;

/**
 * The facts of one request that the stages need; its body stays with the endpoint.
 *
 * @param requestId UUIDv7
 * @param deadlineEpochMicros when it must have ended, where whoever runs the gateway says so;
 *     shortens the budget, never lengthens it
 * @param trace for the provider and the log
 */
public record Call(
        String requestId, Caller caller, Ask ask, OptionalLong deadlineEpochMicros, Trace trace) {

    /** A call with nothing but the budget to end it, and of no trace. */
    public Call(String requestId, Caller caller, Ask ask) {
        this(requestId, caller, ask, OptionalLong.empty(), Trace.NONE);
    }

    public List<String> models() {
        return ask.models();
    }

    public ModelKind kind() {
        return ask.kind();
    }

    public boolean stream() {
        return ask.stream();
    }

    public long inputTokens() {
        return ask.inputTokens();
    }

    public OptionalLong maxOutputTokens() {
        return ask.maxOutputTokens();
    }

    public int choices() {
        return ask.choices();
    }

    public long leastInputTokens() {
        return ask.leastInputTokens();
    }

    public Wanted wanted() {
        return ask.wanted();
    }

    /** The same by a caller with other limits. */
    public Call by(Caller limited) {
        return new Call(requestId, limited, ask, deadlineEpochMicros, trace);
    }

    /** The same, to be asked anew: no id is opened twice. */
    public Call again(String newRequestId) {
        return new Call(newRequestId, caller, ask, deadlineEpochMicros, trace);
    }

    /** The first name, fit for a row or a message: it comes from outside. */
    public String modelAsked() {
        return Shown.name(ask.models().getFirst());
    }
}
