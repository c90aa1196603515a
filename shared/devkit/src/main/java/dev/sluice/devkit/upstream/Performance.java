package dev.sluice.devkit.upstream;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays one answer to one client, in time, as its script wants it; stops at once when the client
 * hangs up.
 */
final class Performance {

    private static final int TOKENS_BEFORE_TROUBLE = 5;
    private static final long SLOW_MILLIS = 20_000;
    private static final long FOR_EVER_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final ScriptedAsk ask;
    private final Voice voice;
    private final TokenPace pace;
    private final DoorReply reply;
    private final Headers headers;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();

    Performance(ScriptedAsk ask, Voice voice, TokenPace pace, DoorReply reply, Headers headers) {
        this.ask = ask;
        this.voice = voice;
        this.pace =
                ask.script() == Script.SLOW ? new TokenPace(SLOW_MILLIS, pace.tokenMillis()) : pace;
        this.reply = reply;
        this.headers = headers;
        reply.onHangUp(gone::countDown);
    }

    void unary() throws IOException {
        List<ScriptedAnswer> answers = answers();
        waitUntil(
                pace.dueMillis(answers.stream().mapToLong(ScriptedAnswer::tokens).max().orElse(0)));
        if (ask.script() == Script.STALL) {
            waitUntil(FOR_EVER_MILLIS);
        }
        byte[] json =
                ask.script() == Script.ERROR ? voice.error() : voice.unary(answers, usage(answers));
        OutputStream out =
                reply.begin(
                        200,
                        headers.toBuilder().set("Content-Type", "application/json").build(),
                        json.length);
        if (ask.script() == Script.CUT) {
            out.write(json, 0, json.length / 2);
            out.flush();
            throw new IOException("cut, as the script wants it");
        }
        out.write(json);
    }

    void stream() throws IOException {
        List<String> events = events();
        OutputStream out =
                reply.begin(
                        200,
                        headers.toBuilder().set("Content-Type", voice.streamType()).build(),
                        DoorReply.STREAMED);
        int untroubled = untroubled(events.size());
        for (int i = 0; i < untroubled; i++) {
            waitUntil(pace.dueMillis(i));
            say(out, events.get(i));
        }
        if (untroubled < events.size()) {
            trouble(out);
        } else if (ask.script() != Script.NO_DONE) {
            say(out, voice.done());
        }
    }

    private int untroubled(int events) {
        return switch (ask.script()) {
            case CUT -> events / 2;
            case STALL, ERROR -> Math.min(TOKENS_BEFORE_TROUBLE, events - 1);
            case ANSWER, CONTEXT_OVERFLOW, UNAUTHORIZED, NO_CREDIT, RATE_LIMITED, BROKEN -> events;
            case SLOW, NO_USAGE, NO_DONE, HTML, EMPTY, LONG -> events;
        };
    }

    private void trouble(OutputStream out) throws IOException {
        if (ask.script() == Script.CUT) {
            throw new IOException("cut, as the script wants it");
        }
        if (ask.script() == Script.STALL) {
            waitUntil(FOR_EVER_MILLIS);
        }
        say(out, voice.errorEvent());
    }

    /** The choices' events in turn, as they would be spoken side by side. */
    private List<String> events() {
        List<ScriptedAnswer> answers = answers();
        List<List<String>> spoken = new ArrayList<>();
        for (int index = 0; index < answers.size(); index++) {
            boolean last = index == answers.size() - 1;
            spoken.add(voice.events(index, answers.get(index), last ? usage(answers) : null));
        }
        int longest = spoken.stream().mapToInt(List::size).max().orElse(0);
        List<String> events = new ArrayList<>();
        for (int turn = 0; turn < longest; turn++) {
            for (List<String> choice : spoken) {
                // Ends are aligned, so that the usage comes last of all.
                int at = turn - (longest - choice.size());
                if (at >= 0) {
                    events.add(choice.get(at));
                }
            }
        }
        return events;
    }

    private List<ScriptedAnswer> answers() {
        List<ScriptedAnswer> answers = new ArrayList<>();
        for (int index = 0; index < ask.wish().choices(); index++) {
            answers.add(Composer.compose(ask, index));
        }
        return answers;
    }

    private @Nullable Map<String, Object> usage(List<ScriptedAnswer> answers) {
        return ask.script() == Script.NO_USAGE ? null : voice.usage(answers);
    }

    private static void say(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void waitUntil(long dueMillis) throws IOException {
        long leftNanos =
                TimeUnit.MILLISECONDS.toNanos(dueMillis) - (System.nanoTime() - startNanos);
        try {
            if (gone.await(leftNanos, TimeUnit.NANOSECONDS)) {
                throw new IOException("client hung up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }
}
