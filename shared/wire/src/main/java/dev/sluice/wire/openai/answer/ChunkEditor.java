package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one upstream stream into those that its client gets, and counts on the way.
 *
 * <pre>
 *   for each event:  accept ─► RELAY      writeTo(out)
 *                              DROP       nothing to write
 *                              DONE       the upstream has said [DONE]; read no further
 *                              ERROR      error() says what; the stream is over
 *                              MALFORMED  neither JSON nor [DONE]; the stream is over
 *   at the end:      endedProperly() ? writeUsage(out), then SseWriter.done(out) : an error event
 * </pre>
 *
 * <p>A chunk is changed only where it must be: {@code usage}, {@code finish_reason}, a wrong {@code
 * object} and foreign log probabilities; one that says a second time that a choice has ended is
 * dropped. All other bytes, unknown members too, go through as they came. An event with a name
 * keeps it; a ping is dropped, and so is a named event that is no JSON. For one stream and one
 * thread.
 */
public final class ChunkEditor implements EventReader {
    private static final String DONE = "[DONE]";
    private static final String UNNAMED = "message";
    private static final List<String> PINGS =
            List.of("ping", "heartbeat", "keepalive", "keep-alive");
    private static final int MOST_NAME_CHARS = 64;

    private final AnswerRules rules;
    private final AnswerEdits answer;
    private final Edits edits = new Edits();
    private final UsageChunk usageChunk = new UsageChunk();
    private final ChunkShape shape;
    private byte[] bytes = {};
    private byte[] room = {};
    private String name = "";
    private int from;
    private int to;
    private boolean done;
    private boolean malformed;
    private final StreamUsage spent = new StreamUsage();
    private boolean usageIsFinal;
    private @Nullable UpstreamError error;

    public ChunkEditor(AnswerRules rules) {
        this(rules, new ChunkShape());
    }

    ChunkEditor(AnswerRules rules, ChunkShape shape) {
        this.rules = rules;
        this.answer = new AnswerEdits(rules);
        this.shape = shape;
    }

    /**
     * Reads the event and decides. The event's bytes must stay until {@link #writeTo}; line ends in
     * them may be blanked.
     */
    @Override
    public Verdict accept(SseEvent event) {
        edits.clear();
        bytes = event.buffer();
        to = event.offset() + event.length();
        from = JsonText.skipSpace(bytes, event.offset(), to);
        while (to > from && JsonText.isSpace(bytes[to - 1])) {
            to--;
        }
        name = event.name().equals(UNNAMED) ? "" : event.name();
        if (done || from == to || !isPlain(name)) {
            return Verdict.DROP;
        }
        if (isDone()) {
            done = true;
            return Verdict.DONE;
        }
        try {
            return chunk(event);
        } catch (MalformedJson e) {
            return notAChunk(event);
        }
    }

    /** What a client can be given as a name. */
    private static boolean isPlain(String name) {
        boolean plain = name.length() <= MOST_NAME_CHARS;
        for (int i = 0; plain && i < name.length(); i++) {
            char c = name.charAt(i);
            plain = c > ' ' && c < 0x7F;
        }
        return plain;
    }

    private boolean isDone() {
        boolean same = to - from == DONE.length();
        for (int i = 0; same && i < DONE.length(); i++) {
            same = bytes[from + i] == DONE.charAt(i);
        }
        return same;
    }

    private Verdict chunk(SseEvent event) throws MalformedJson {
        if (name.isEmpty() && shape.fits(bytes, from, to)) {
            return likeTheOneBefore();
        }
        AnswerScan scan = AnswerScan.of(bytes, from, to, rules, shape);
        if (scan.isError(!name.isEmpty()) || name.equals("error")) {
            spent.tell(scan.usage, true);
            error = UpstreamErrors.under200(bytes, from, to);
            return Verdict.ERROR;
        }
        if (event.dataLines() > 1) {
            joinLines();
        }
        usageChunk.learn(bytes, scan);
        answer.add(edits, bytes, scan);
        for (AnswerScan.Choice choice : scan.choices) {
            spent.relayed(choice.contentBytes());
        }
        boolean news = spent.tell(scan.usage, answer.allFinished());
        usageIsFinal |= news && answer.allFinished();
        Verdict verdict = usage(scan, news);
        if (name.isEmpty() && event.dataLines() == 1) {
            shape.learn(bytes, from, to, scan);
        }
        return PINGS.contains(name) && !scan.hasChoices ? Verdict.DROP : verdict;
    }

    private Verdict likeTheOneBefore() {
        spent.relayed(shape.textBytes());
        answer.goesOn();
        if (shape.hasUsage() && !rules.includeUsage()) {
            edits.removeMember(bytes, shape.usageNameStart(), shape.usageValueEnd());
        }
        return Verdict.RELAY;
    }

    /** A line end that is legal in JSON is white space. */
    private void joinLines() {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
    }

    private Verdict usage(AnswerScan scan, boolean news) {
        boolean hasUsage = scan.usageValue.exists() && !scan.usageIsNull;
        if (hasUsage && scan.choices.isEmpty()) {
            if (news) {
                keepForTheEnd(scan);
            }
            return Verdict.DROP;
        }
        if (news) {
            usageChunk.usageIs(bytes, scan.usageValue);
        }
        if (hasUsage && rules.includeUsage()) {
            edits.replace(scan.usageValue.start(), scan.usageValue.end(), AnswerEdits.NULL);
        } else if (scan.usageValue.exists() && !rules.includeUsage()) {
            edits.removeMember(bytes, scan.usageNameStart, scan.usageValue.end());
        }
        return answer.saidBefore() ? Verdict.DROP : Verdict.RELAY;
    }

    private void keepForTheEnd(AnswerScan scan) {
        usageChunk.usageIs(bytes, scan.usageValue);
        if (rules.includeUsage() && scan.hasChoices && scan.hasId()) {
            usageChunk.hold(bytes, from, to, edits);
        }
    }

    private Verdict notAChunk(SseEvent event) {
        if (name.equals("error") || UpstreamErrors.told(bytes, from, to) != null) {
            error = UpstreamErrors.under200(bytes, from, to);
            return Verdict.ERROR;
        }
        if (!event.complete() || !name.isEmpty()) {
            // A named one, as "ping", is not of the answer. The end of the stream cut this one:
            // what came before it decides whether the answer is
            // whole.
            return Verdict.DROP;
        }
        malformed = true;
        return Verdict.MALFORMED;
    }

    /**
     * Writes the event accepted last, in pieces: give it a buffered stream, and flush. Only after
     * {@link Verdict#RELAY}.
     */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (!name.isEmpty()) {
            SseWriter.name(out, name);
        }
        SseWriter.begin(out);
        edits.writeTo(out, bytes, from, to);
        SseWriter.end(out);
    }

    /**
     * The visible text that the event accepted last adds to the first choice; empty if it adds none
     * (a role, reasoning, a finish reason). Only after {@link Verdict#RELAY}.
     */
    public String text() {
        return DeltaText.of(bytes, from, to);
    }

    /** The event accepted last, as {@link #writeTo} writes it, unframed. */
    public byte[] edited() {
        return new Patched(bytes, from, to, edits).toByteArray();
    }

    /** The same where it lies, good until the next event: one object of JSON. */
    public ByteBuffer view() {
        if (edits.isEmpty()) {
            return ByteBuffer.wrap(bytes, from, to - from);
        }
        int size = edits.lengthAfter(to - from);
        if (room.length < size) {
            room = new byte[Math.max(size, 2 * room.length)];
        }
        edits.writeTo(room, bytes, from, to);
        return ByteBuffer.wrap(room, 0, size);
    }

    /** The usage in the upstream's own words where it gave one that can be, else as counted. */
    String usageJson(long estimatedInputTokens) {
        return usageChunk.usageJson(usageOrEstimate(estimatedInputTokens));
    }

    @Override
    public void writeEnd(OutputStream out, long estimatedInputTokens) throws IOException {
        writeUsage(out, estimatedInputTokens);
        SseWriter.done(out);
    }

    /** Writes the usage chunk when the client asked for one; right before {@code [DONE]}. */
    public void writeUsage(OutputStream out, long estimatedInputTokens) throws IOException {
        if (rules.includeUsage()) {
            usageChunk.writeTo(out, usageOrEstimate(estimatedInputTokens));
        }
    }

    @Override
    public @Nullable Metered usage() {
        return spent.told(isOver());
    }

    /**
     * The upstream's usage, else the given input and the output counted from what was delivered.
     */
    @Override
    public Metered usageOrEstimate(long estimatedInputTokens) {
        return spent.orEstimated(isOver(), estimatedInputTokens);
    }

    private boolean isOver() {
        return done || answer.allFinished();
    }

    /** UTF-8 bytes of text, reasoning and tool arguments so far. */
    public long contentBytes() {
        return spent.contentBytes();
    }

    /** What the upstream reported, after {@link Verdict#ERROR}. */
    @Override
    public @Nullable UpstreamError error() {
        return error;
    }

    /** Why the first finished choice ended, as the client was told. */
    @Override
    public @Nullable String finishReason() {
        return answer.finishReason();
    }

    @Override
    public boolean sawDone() {
        return done;
    }

    /** False as long as no chunk had a choice: a stream that ends so has answered nothing. */
    @Override
    public boolean sawChoice() {
        return answer.hasChoices();
    }

    /** Whether every choice that has begun has finished, and no usage was told since. */
    @Override
    public boolean lacksOnlyUsage() {
        return !usageIsFinal && answer.allFinished();
    }

    /**
     * Whether a stream that ends here is whole: it has a choice, nothing in it was an error or
     * malformed, and it either said {@code [DONE]} or finished every choice it began. Otherwise it
     * was cut.
     */
    @Override
    public boolean endedProperly() {
        return error == null && !malformed && answer.hasChoices() && (done || answer.allFinished());
    }
}
