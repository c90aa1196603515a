package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Routes and refusals: everything that is decided before an answer is played. */
final class UpstreamDoor implements Door {

    private static final int BODY_LIMIT_BYTES = 64 * 1024 * 1024;

    private final Counters counters;
    private final Stage stage;
    private final MediaScenes media;
    private final ScriptedJobs jobs = new ScriptedJobs();
    private final AtomicLong nextId = new AtomicLong();
    private volatile byte @Nullable [] lastBody;

    UpstreamDoor(TokenPace pace, Counters counters) {
        this.counters = counters;
        this.stage = new Stage(pace, counters);
        this.media = new MediaScenes(stage);
    }

    byte @Nullable [] lastBody() {
        return lastBody;
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        Turn turn = new Turn(request, new byte[0], reply, usualHeaders());
        try {
            byte[] body = request.body().read(BODY_LIMIT_BYTES);
            counters.requestSeen();
            route(turn.withBody(body));
        } catch (BodyTooLarge e) {
            turn.refuse(413, "Request is too large.", Turn.INVALID, null);
        } catch (ScriptedAsk.BadRequest e) {
            turn.refuse(400, String.valueOf(e.getMessage()), Turn.INVALID, null);
        } catch (JsonProcessingException e) {
            turn.refuse(400, "Request is not a JSON object.", Turn.INVALID, null);
        }
    }

    private void route(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        if (MediaScenes.show(turn) || jobs.film(turn.request(), turn.reply())) {
            return;
        }
        if (Refusals.withoutKey(turn) || refusesJob(turn)) {
            return;
        }
        if (turn.request().method().equals("POST")) {
            lastBody = turn.body();
        }
        if (jobs.serve(turn.request(), turn.body(), turn.reply(), turn.headers())
                || media.serve(turn)) {
            return;
        }
        switch (turn.route()) {
            case "GET /v1/models" -> turn.send(200, Turn.JSON, Together.models());
            case "POST /v1/chat/completions" -> complete(true, turn);
            case "POST /v1/completions" -> complete(false, turn);
            case "POST /v1/messages" -> message(turn);
            case "POST /v1/embeddings" -> list(true, turn);
            case "POST /v1/rerank" -> list(false, turn);
            default -> turn.refuse(404, "Not found: " + turn.route(), Turn.INVALID, null);
        }
    }

    private boolean refusesJob(Turn turn) throws IOException {
        if (!jobs.begins(turn.request())) {
            return false;
        }
        Script script = Script.ofBody(turn.body());
        return script.isStatus() && Refusals.byScript(script, false, turn);
    }

    private void complete(boolean chat, Turn turn) throws IOException, ScriptedAsk.BadRequest {
        ScriptedAsk ask = ScriptedAsk.of(chat, turn.body());
        if (!Refusals.byScript(ask.script(), ask.stream(), turn)) {
            String id = nextId();
            stage.play(ask, new Together(ask, id, System.currentTimeMillis() / 1000), turn);
        }
    }

    private void list(boolean vectors, Turn turn) throws IOException, ScriptedAsk.BadRequest {
        Script script = Script.ofBody(turn.body());
        if (!Refusals.byScript(script, false, turn)) {
            byte[] told =
                    vectors
                            ? TogetherLists.embeddings(turn.body())
                            : TogetherLists.rerank(turn.body());
            stage.whole(script, told, turn);
        }
    }

    private void message(Turn turn) throws IOException, ScriptedAsk.BadRequest {
        ScriptedAsk ask = ScriptedMessages.ask(turn.body());
        if (!Refusals.byScript(ask.script(), ask.stream(), turn)) {
            stage.play(ask, new ScriptedMessages(ask, nextId()), turn);
        }
    }

    private String nextId() {
        return "scripted-" + nextId.incrementAndGet();
    }

    private Headers usualHeaders() {
        return Headers.of(
                "x-request-id", "scripted-request-" + counters.requests(),
                "x-ratelimit-limit", "600",
                "x-ratelimit-remaining", "599",
                "x-ratelimit-reset", "1");
    }
}
