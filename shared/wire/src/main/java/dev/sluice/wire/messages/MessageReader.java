package dev.sluice.wire.messages;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.StreamUsage;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a provider that speaks Messages itself, which are passed through byte for
 * byte. What stands before the first block is held back, so that one that fails there can still be
 * made good by another; so is the last event, until the request is settled. For one stream and one
 * thread.
 */
final class MessageReader implements EventReader {
    private static final int MOST_NAME_CHARS = 64;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1 << 10);
    private final MessageUsage usage;
    private final StreamUsage spent = new StreamUsage();
    private @Nullable UpstreamError error;
    private @Nullable String finishReason;
    private boolean begun;
    private boolean sawBlock;
    private boolean ended;
    private boolean malformed;
    private boolean blockIsOver;
    private boolean usageIsFinal;

    /**
     * @param usage nothing of the answer's by now
     */
    MessageReader(MessageUsage usage) {
        this.usage = usage;
    }

    @Override
    public Verdict accept(SseEvent event) {
        byte[] data =
                Arrays.copyOfRange(event.buffer(), event.offset(), event.offset() + event.length());
        if (ended || data.length == 0) {
            return Verdict.DROP;
        }
        try {
            return read(JsonView.of(data), event.name());
        } catch (MalformedJson e) {
            malformed = event.complete();
            return malformed ? Verdict.MALFORMED : Verdict.DROP;
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to write", e);
        }
    }

    private Verdict read(JsonView data, String name) throws MalformedJson, IOException {
        Map<String, JsonView> event = data.members();
        String type = Members.wordOr(event, "type", name);
        switch (type) {
            case "error" -> {
                error = UpstreamErrors.parse(200, null, data.bytes());
                return Verdict.ERROR;
            }
            case "message_start" -> start(event);
            case "content_block_start" -> begin(event.get("content_block"));
            case "content_block_delta" -> grow(event.get("delta"));
            case "content_block_stop" -> blockIsOver = true;
            case "message_delta" -> delta(event);
            case "message_stop" -> ended = true;
            default -> {}
        }
        if (!begun) {
            return Verdict.DROP; // a ping before there is anything
        }
        hold(data, type);
        sawBlock |= !type.equals("message_start") && !type.equals("ping");
        if (ended) {
            return Verdict.DONE;
        }
        return sawBlock ? Verdict.RELAY : Verdict.DROP;
    }

    private void start(Map<String, JsonView> event) throws MalformedJson {
        begun = true;
        JsonView message = event.get("message");
        if (message != null) {
            usage.add(message.members().get("usage"));
            spent.tell(usage.metered(), false);
        }
    }

    private void delta(Map<String, JsonView> event) throws MalformedJson {
        JsonView delta = event.get("delta");
        String reason = delta == null ? "" : Members.wordOr(delta.members(), "stop_reason", "");
        if (!reason.isEmpty()) {
            finishReason = StopReason.finish(reason);
        }
        boolean tellsOutput = usage.add(event.get("usage"));
        usageIsFinal |= tellsOutput && finishReason != null;
        spent.tell(usage.metered(), usageIsFinal);
    }

    private void begin(@Nullable JsonView block) throws MalformedJson {
        grow(block);
        if (block != null && isSearch(block.members())) {
            usage.searches();
            spent.tell(usage.metered(), false);
        }
    }

    private static boolean isSearch(Map<String, JsonView> block) throws MalformedJson {
        return Members.wordOr(block, "type", "").equals("server_tool_use")
                && Members.wordOr(block, "name", "").equals("web_search");
    }

    /**
     * What counts is text, thoughts, arguments and what a compaction says; a call's arguments are
     * in its block where it is whole.
     */
    private void grow(@Nullable JsonView part) throws MalformedJson {
        blockIsOver = false;
        if (part == null) {
            return;
        }
        for (Map.Entry<String, JsonView> member : part.members().entrySet()) {
            JsonView value = member.getValue();
            switch (member.getKey()) {
                case "text", "thinking", "partial_json" -> spent.relayed(value.textBytes());
                case "input" ->
                        spent.relayed(
                                value.isObject() && !value.members().isEmpty()
                                        ? value.end() - value.start()
                                        : 0);
                case "content" -> spent.relayed(value.isText() ? value.textBytes() : 0);
                default -> {}
            }
        }
    }

    private void hold(JsonView data, String type) throws IOException {
        if (isPlain(type)) {
            SseWriter.name(held, type);
        }
        SseWriter.data(held, new JsonOut(data.end()).oneLine(data).toByteArray());
    }

    private static boolean isPlain(String name) {
        return name.length() <= MOST_NAME_CHARS && name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        held.writeTo(out);
        held.reset();
    }

    @Override
    public void writeEnd(OutputStream out, long estimatedInputTokens) throws IOException {
        writeTo(out);
        if (!ended) {
            Event.write(out, "message_stop", new JsonOut(64).raw("{\"type\":\"message_stop\"}"));
        }
    }

    @Override
    public @Nullable UpstreamError error() {
        return error;
    }

    @Override
    public @Nullable Metered usage() {
        return spent.told(isOver());
    }

    @Override
    public Metered usageOrEstimate(long estimatedInputTokens) {
        return spent.orEstimated(isOver(), estimatedInputTokens);
    }

    private boolean isOver() {
        return ended || finishReason != null;
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
        return sawBlock;
    }

    /** Nobody says which block is the last: each one that is over may be. */
    @Override
    public boolean lacksOnlyUsage() {
        return blockIsOver && !usageIsFinal;
    }

    /** Whoever says why it ended has said all but that it has. */
    @Override
    public boolean endedProperly() {
        return error == null && !malformed && sawBlock && isOver();
    }
}
