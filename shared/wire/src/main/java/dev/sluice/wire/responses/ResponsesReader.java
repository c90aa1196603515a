package dev.sluice.wire.responses;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.StreamUsage;
import dev.sluice.wire.openai.answer.ToldCost;
import dev.sluice.wire.openai.answer.ToldUsage;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a provider that speaks Responses itself. What stands before the first item is
 * held back, so that one that fails there can still be made good by another; so is the last event,
 * until the request is settled. For one stream and one thread.
 */
final class ResponsesReader implements EventReader {
    private final Passed passed;
    private final boolean costIsTold;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1 << 10);
    private final StreamUsage spent = new StreamUsage();
    private @Nullable UpstreamError error;
    private @Nullable String finishReason;
    private @Nullable String responseId;
    private long nextSequenceNumber;
    private boolean sawOutput;
    private boolean ended;
    private boolean partIsOver;

    /**
     * @param costIsTold whether the provider says in USD what it takes
     */
    ResponsesReader(Passed passed, boolean costIsTold) {
        this.passed = passed;
        this.costIsTold = costIsTold;
    }

    @Override
    public Verdict accept(SseEvent event) {
        try {
            byte[] data =
                    Arrays.copyOfRange(
                            event.buffer(), event.offset(), event.offset() + event.length());
            if (ended || data.length == 0 || data[0] != '{') {
                return Verdict.DROP;
            }
            return read(JsonView.of(data));
        } catch (MalformedJson e) {
            return event.complete() ? Verdict.MALFORMED : Verdict.DROP;
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to write", e);
        }
    }

    private Verdict read(JsonView data) throws MalformedJson, IOException {
        Map<String, JsonView> event = data.members();
        String type = Members.wordOr(event, "type", "");
        if (!isPlain(type)) {
            return Verdict.MALFORMED;
        }
        Map<String, JsonView> response = members(Members.given(event, "response"));
        JsonView delta = event.get("delta");
        spent.relayed(delta == null ? 0 : delta.textBytes());
        partIsOver = type.endsWith(".done");
        if (type.equals("error") || type.equals("response.failed")) {
            return failed(data, event, response);
        }
        note(event, response);
        hold(data, type);
        return switch (type) {
            case "response.completed", "response.incomplete" -> last(response);
            case "response.created", "response.in_progress", "response.queued" -> Verdict.DROP;
            default -> {
                sawOutput = true;
                yield Verdict.RELAY;
            }
        };
    }

    /** What an event of ours would have to go on from. */
    private void note(Map<String, JsonView> event, Map<String, JsonView> response)
            throws MalformedJson {
        JsonView number = event.get("sequence_number");
        Long sequence = number == null ? null : number.integer();
        nextSequenceNumber = sequence == null ? nextSequenceNumber + 1 : sequence + 1;
        JsonView id = Members.given(response, "id");
        responseId = id == null ? responseId : id.text();
    }

    /** What can stand as an event's name. */
    private static boolean isPlain(String type) {
        boolean plain = !type.isEmpty();
        for (int i = 0; plain && i < type.length(); i++) {
            char c = type.charAt(i);
            plain = c > ' ' && c < 0x7F;
        }
        return plain;
    }

    private static Map<String, JsonView> members(@Nullable JsonView object) throws MalformedJson {
        return object == null ? Map.of() : object.members();
    }

    private Verdict failed(
            JsonView data, Map<String, JsonView> event, Map<String, JsonView> response)
            throws MalformedJson {
        spent.tell(usage(Members.given(response, "usage"), costIsTold), true);
        JsonView told = Members.given(response, "error");
        told = told == null ? Members.given(event, "error") : told;
        JsonView said = told == null ? data : told;
        byte[] body = Arrays.copyOfRange(said.bytes(), said.start(), said.end());
        error = UpstreamErrors.parse(200, null, body);
        return Verdict.ERROR;
    }

    private Verdict last(Map<String, JsonView> response) throws MalformedJson {
        spent.tell(usage(Members.given(response, "usage"), costIsTold), true);
        finishReason = OwnLanguage.finishReason(response);
        sawOutput = true;
        ended = true;
        return Verdict.DONE;
    }

    private void hold(JsonView data, String type) throws IOException {
        SseWriter.name(held, type);
        SseWriter.data(held, new JsonOut(data.end()).oneLine(data).toByteArray());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        held.writeTo(out);
        held.reset();
        passed.wrote(nextSequenceNumber, responseId);
    }

    @Override
    public void writeEnd(OutputStream out, long estimatedInputTokens) throws IOException {
        writeTo(out);
    }

    /** What a response says that it used; null where it does not. */
    static @Nullable Metered usage(@Nullable JsonView usage, boolean costIsTold)
            throws MalformedJson {
        Map<String, JsonView> members = members(usage);
        Long input = count(members, "input_tokens");
        Long output = count(members, "output_tokens");
        if (input == null || output == null) {
            return null;
        }
        Long cached = count(members(members.get("input_tokens_details")), "cached_tokens");
        Long thought = count(members(members.get("output_tokens_details")), "reasoning_tokens");
        Metered used =
                Metered.ofTokens(
                        input,
                        cached == null ? 0 : Math.min(cached, input),
                        output,
                        thought == null ? 0 : thought,
                        false);
        return costIsTold ? ToldCost.in(members).of(used) : used;
    }

    private static @Nullable Long count(Map<String, JsonView> members, String name)
            throws MalformedJson {
        JsonView value = members.get(name);
        return ToldUsage.tokens(value == null ? null : value.integer());
    }

    @Override
    public @Nullable UpstreamError error() {
        return error;
    }

    @Override
    public @Nullable Metered usage() {
        return spent.told(ended);
    }

    @Override
    public Metered usageOrEstimate(long estimatedInputTokens) {
        return spent.orEstimated(ended, estimatedInputTokens);
    }

    @Override
    public @Nullable String finishReason() {
        return finishReason;
    }

    @Override
    public boolean sawDone() {
        return ended;
    }

    @Override
    public boolean sawChoice() {
        return sawOutput;
    }

    /** Nobody says which part is the last: each one that is over may be. */
    @Override
    public boolean lacksOnlyUsage() {
        return partIsOver;
    }

    @Override
    public boolean endedProperly() {
        return ended && error == null;
    }
}
