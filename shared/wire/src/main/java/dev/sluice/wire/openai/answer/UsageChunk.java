package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.openai.answer.AnswerScan.Span;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last chunk of a stream whose client asked for usage: {@code choices:[]} and the usage, once.
 * It is the upstream's own when it sent such a chunk, else it is built from what the other chunks
 * said, byte for byte.
 */
final class UsageChunk {
    private static final String CHAT_CHUNK = "\"chat.completion.chunk\"";
    private static final String NO_HEAD = head("\"\"", CHAT_CHUNK, "0", "\"\"");

    private byte @Nullable [] held;
    private byte @Nullable [] usage;

    /** What it begins with, to its choices. */
    private String head = NO_HEAD;

    private boolean hasHead;

    /** Learns id, object, created and model from the first chunk whose id is not empty. */
    void learn(byte[] bytes, AnswerScan scan) {
        if (hasHead || !scan.hasId()) {
            return;
        }
        hasHead = true;
        String object =
                AnswerEdits.isForeignName(scan)
                        ? "\"text_completion\""
                        : text(bytes, scan.object, CHAT_CHUNK);
        head =
                head(
                        text(bytes, scan.id, "\"\""),
                        object,
                        text(bytes, scan.created, "0"),
                        text(bytes, scan.model, "\"\""));
    }

    private static String head(String id, String object, String created, String model) {
        return "{\"id\":"
                + id
                + ",\"object\":"
                + object
                + ",\"created\":"
                + created
                + ",\"model\":"
                + model
                + ",\"choices\":[],\"usage\":";
    }

    private static String text(byte[] bytes, Span span, String otherwise) {
        return span.exists()
                ? new String(bytes, span.start(), span.end() - span.start(), StandardCharsets.UTF_8)
                : otherwise;
    }

    /** A usage that came with choices: told at the end, not there. */
    void usageIs(byte[] bytes, Span value) {
        usage = Arrays.copyOfRange(bytes, value.start(), value.end());
        held = null;
    }

    /** The upstream's own usage chunk: kept as it is until the end. */
    void hold(byte[] bytes, int from, int to, Edits edits) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(to - from);
        try {
            edits.writeTo(copy, bytes, from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to write", e);
        }
        held = copy.toByteArray();
    }

    void writeTo(OutputStream out, Metered counted) throws IOException {
        SseWriter.data(out, held == null || counted.estimated() ? build(counted) : held);
    }

    /** The usage object: the upstream's own, or as counted where that is an estimate. */
    String usageJson(Metered counted) {
        return usage == null || counted.estimated()
                ? json(counted)
                : new String(usage, StandardCharsets.UTF_8);
    }

    /** A usage object of no provider's. */
    static String json(Metered counted) {
        return "{\"prompt_tokens\":"
                + counted.of(Measure.INPUT_TOKENS)
                + ",\"completion_tokens\":"
                + counted.of(Measure.OUTPUT_TOKENS)
                + ",\"total_tokens\":"
                + counted.of(Measure.TOKENS)
                + "}";
    }

    private byte[] build(Metered counted) {
        return (head + usageJson(counted) + "}").getBytes(StandardCharsets.UTF_8);
    }
}
