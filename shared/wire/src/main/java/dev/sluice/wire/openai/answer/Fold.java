package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.sse.SseEvent;
import org.jspecify.annotations.Nullable;

/**
 * Makes a whole answer of the events of a stream: of a chat {@code choices[i].delta} are joined to
 * a {@code message}, of a completion {@code choices[i].text}; the usage is always in it. For one
 * stream and one thread.
 */
public final class Fold {
    private final ChunkEditor editor;
    private final int mostBytes;
    private final ChunkTree tree = new ChunkTree();
    private long bytes;
    private @Nullable String broken;

    /**
     * @param mostBytes of all events together
     */
    public Fold(AnswerRules rules, int mostBytes) {
        this.editor = new ChunkEditor(rules.withUsage());
        this.mostBytes = mostBytes;
    }

    /** Adds an event; false when no further one is wanted. */
    public boolean add(SseEvent event) {
        bytes += event.length();
        if (bytes > mostBytes) {
            broken = "the events are larger than " + mostBytes + " bytes";
            return false;
        }
        return switch (editor.accept(event)) {
            case RELAY -> added();
            case DROP -> true;
            case DONE, ERROR -> false;
            case MALFORMED -> {
                broken = "an event is no JSON";
                yield false;
            }
        };
    }

    private boolean added() {
        try {
            tree.add(editor.edited());
            return true;
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chunk was read before", e);
        }
    }

    /** What the upstream counted until here; null when it did not. */
    public @Nullable Metered usage() {
        return editor.usage();
    }

    /** Whether the answer is whole if nothing follows. */
    public boolean endedProperly() {
        return broken == null && editor.endedProperly();
    }

    /** Whether an answer began, and nothing said that it is over. */
    public boolean brokeOff() {
        boolean isTold = editor.error() != null || broken != null;
        return !isTold && editor.sawChoice() && !editor.endedProperly();
    }

    /** What has become of the events. */
    public UnaryAnswer answer(long estimatedInputTokens) {
        if (editor.error() != null) {
            return new UnaryAnswer.Failure(editor.error(), editor.usage());
        }
        if (broken != null) {
            return new UnaryAnswer.NotACompletion(broken, editor.usage());
        }
        if (!editor.endedProperly()) {
            return new UnaryAnswer.NotACompletion(
                    editor.sawChoice()
                            ? "its stream broke off before the answer was complete"
                            : "the answer has no choices",
                    editor.usage());
        }
        byte[] body = tree.toAnswer(editor.usageJson(estimatedInputTokens));
        return new UnaryAnswer.Completion(
                new Patched(body, 0, body.length, new Edits()),
                editor.usage(),
                editor.finishReason(),
                editor.contentBytes());
    }
}
