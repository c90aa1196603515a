package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Routes, key, refusals; everything that is decided before an answer is played. */
final class UpstreamDoor implements Door {

    private static final int BODY_LIMIT_BYTES = 64 * 1024 * 1024;
    private static final String RETRY_AFTER_SECONDS = "2";
    private static final String JSON = "application/json";

    private final TokenPace pace;
    private final Counters counters;
    private final ScriptedAtlas atlas = new ScriptedAtlas();
    private final AtomicLong nextId = new AtomicLong();
    private final ScriptedJobs jobs = new ScriptedJobs();
    private volatile byte @Nullable [] lastBody;

    UpstreamDoor(TokenPace pace, Counters counters) {
        this.pace = pace;
        this.counters = counters;
    }

    byte @Nullable [] lastBody() {
        return lastBody;
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        Headers headers = usualHeaders();
        try {
            byte[] body = request.body().read(BODY_LIMIT_BYTES);
            counters.requestSeen();
            route(request, body, reply, headers);
        } catch (BodyTooLarge e) {
            refuse(reply, headers, 413, "Request is too large.", "invalid_request_error", null);
        } catch (ScriptedAsk.BadRequest e) {
            refuse(
                    reply,
                    headers,
                    400,
                    String.valueOf(e.getMessage()),
                    "invalid_request_error",
                    null);
        } catch (JsonProcessingException e) {
            refuse(
                    reply,
                    headers,
                    400,
                    "Request is not a JSON object.",
                    "invalid_request_error",
                    null);
        }
    }

    private void route(DoorRequest request, byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        if (request.path().startsWith(ScriptedTogetherPictures.FOLDER)) {
            show(request.path(), reply, headers);
            return;
        }
        if (jobs.film(request, reply)) {
            return;
        }
        if (!hasKey(request)) {
            refuse(
                    reply,
                    headers,
                    401,
                    "Missing API key.",
                    "invalid_request_error",
                    "invalid_api_key");
            return;
        }
        if (jobs.begins(request) && refusesJob(body, reply, headers)) {
            return;
        }
        if (jobs.serve(request, body, reply, headers)) {
            lastBody = body;
            return;
        }
        String route = request.method() + " " + request.path();
        switch (route) {
            case "GET /v1/models" -> send(reply, 200, headers, JSON, Together.models());
            case "POST /v1/chat/completions" -> complete(true, body, reply, headers);
            case "POST /v1/completions" -> complete(false, body, reply, headers);
            case "POST /v1/messages" -> message(body, reply, headers);
            case "POST /v1/embeddings" -> list(true, body, reply, headers);
            case "POST /v1/rerank" -> list(false, body, reply, headers);
            case "POST /v1/images/generations" -> paint(request, body, reply, headers);
            case "POST /v1/images/edits" -> paint(request, edit(request, body), reply, headers);
            case "POST /api/v1/model/generateImage" -> {
                lastBody = body;
                Script script = Script.ofBody(body);
                if (!refusedByScript(script, false, reply, headers)) {
                    whole(script, atlas.generateImage(body, origin(request)), reply, headers);
                }
            }
            case "POST /v1/audio/speech" -> speak(body, reply, headers);
            case "POST /v1/audio/transcriptions", "POST /v1/audio/translations" ->
                    listen(request, body, reply, headers);
            default -> {
                if (route.startsWith("GET " + ScriptedAtlas.PREDICTION)) {
                    String id = request.path().substring(ScriptedAtlas.PREDICTION.length());
                    byte[] job = atlas.prediction(id);
                    if (job == null) {
                        send(reply, 404, headers, JSON, ScriptedAtlas.refusal(404, "not found"));
                    } else {
                        send(reply, 200, headers, JSON, job);
                    }
                    return;
                }
                refuse(reply, headers, 404, "Not found: " + route, "invalid_request_error", null);
            }
        }
    }

    private static boolean refusesJob(byte[] body, DoorReply reply, Headers headers)
            throws IOException {
        Script script = Script.ofBody(body);
        return script.isStatus() && refusedByScript(script, false, reply, headers);
    }

    private void complete(boolean chat, byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        ScriptedAsk ask = ScriptedAsk.of(chat, body);
        if (!refusedByScript(ask.script(), ask.stream(), reply, headers)) {
            String id = nextId();
            play(ask, new Together(ask, id, System.currentTimeMillis() / 1000), reply, headers);
        }
    }

    private void list(boolean vectors, byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        Script script = Script.ofBody(body);
        if (!refusedByScript(script, false, reply, headers)) {
            byte[] told = vectors ? TogetherLists.embeddings(body) : TogetherLists.rerank(body);
            whole(script, told, reply, headers);
        }
    }

    private void message(byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        ScriptedAsk ask = ScriptedMessages.ask(body);
        if (!refusedByScript(ask.script(), ask.stream(), reply, headers)) {
            play(ask, new ScriptedMessages(ask, nextId()), reply, headers);
        }
    }

    private String nextId() {
        return "scripted-" + nextId.incrementAndGet();
    }

    private void speak(byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        Script script = Script.ofBody(body);
        if (refusedByScript(script, false, reply, headers)) {
            return;
        }
        counters.streamOpened();
        try {
            TogetherSpeech.of(body).play(reply, headers, pace);
        } catch (IOException e) {
            if (reply.hungUp()) {
                counters.wasCancelled();
            }
            throw e;
        } finally {
            counters.streamClosed();
        }
    }

    private void paint(DoorRequest request, byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        Script script = Script.ofBody(body);
        if (!refusedByScript(script, false, reply, headers)) {
            whole(
                    script,
                    ScriptedTogetherPictures.generations(body, origin(request)),
                    reply,
                    headers);
        }
    }

    /** An edit's form as the JSON of a generation. */
    private static byte[] edit(DoorRequest request, byte[] body)
            throws IOException, ScriptedAsk.BadRequest {
        Content content = new Content(body, request.headers().first("content-type"));
        if (!content.isMultipart()) {
            return body;
        }
        Multipart form = TogetherTranscripts.form(content);
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : List.of("model", "prompt", "size", "response_format")) {
            json.put(name, TogetherTranscripts.text(form, name));
        }
        return com.fasterxml.jackson.jr.ob.JSON.std.asBytes(json);
    }

    private void whole(Script script, byte[] answer, DoorReply reply, Headers headers)
            throws IOException {
        byte[] told =
                script == Script.ERROR
                        ? Together.error("The server had an error.", "server_error", null)
                        : answer;
        try {
            new WholeAnswer(script, pace).send(reply, headers, told);
        } catch (IOException e) {
            if (reply.hungUp()) {
                counters.wasCancelled();
            }
            throw e;
        }
    }

    private static void show(String path, DoorReply reply, Headers headers) throws IOException {
        byte[] picture = ScriptedTogetherPictures.at(path);
        if (picture == null) {
            refuse(reply, headers, 404, "Not found: " + path, "invalid_request_error", null);
        } else {
            send(reply, 200, headers, "image/png", picture);
        }
    }

    private static String origin(DoorRequest request) {
        return "http://" + request.headers().first("host");
    }

    private void listen(DoorRequest request, byte[] body, DoorReply reply, Headers headers)
            throws IOException, ScriptedAsk.BadRequest {
        lastBody = body;
        Multipart form =
                TogetherTranscripts.form(
                        new Content(body, request.headers().first("content-type")));
        Script script = Script.of(TogetherTranscripts.text(form, "model"));
        if (!refusedByScript(script, false, reply, headers)) {
            boolean translates = request.path().endsWith("translations");
            byte[] answer =
                    script == Script.ERROR
                            ? Together.error("The server had an error.", "server_error", null)
                            : TogetherTranscripts.answer(form, translates);
            new WholeAnswer(script, pace).send(reply, headers, answer);
        }
    }

    private void play(ScriptedAsk ask, Voice voice, DoorReply reply, Headers headers)
            throws IOException {
        Performance performance = new Performance(ask, voice, pace, reply, headers);
        if (ask.stream()) {
            counters.streamOpened();
        }
        try {
            if (ask.stream()) {
                performance.stream();
            } else {
                performance.unary();
            }
        } catch (IOException e) {
            if (reply.hungUp()) {
                counters.wasCancelled();
            }
            throw e;
        } finally {
            if (ask.stream()) {
                counters.streamClosed();
            }
        }
    }

    private static boolean refusedByScript(
            Script script, boolean stream, DoorReply reply, Headers headers) throws IOException {
        switch (script) {
            case CONTEXT_OVERFLOW ->
                    refuse(
                            reply,
                            headers,
                            400,
                            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 131000"
                                    + " `inputs` tokens and 2048 `max_new_tokens`",
                            "invalid_request_error",
                            null);
            case UNAUTHORIZED ->
                    refuse(
                            reply,
                            headers,
                            401,
                            "Invalid API key provided.",
                            "invalid_request_error",
                            "invalid_api_key");
            case NO_CREDIT ->
                    refuse(reply, headers, 402, "Credit limit exceeded.", "credit_limit", null);
            case RATE_LIMITED -> {
                Headers wait =
                        headers.toBuilder()
                                .set("Retry-After", RETRY_AFTER_SECONDS)
                                .set("x-ratelimit-reset", RETRY_AFTER_SECONDS)
                                .build();
                String message =
                        "You have reached the rate limit specific to this model "
                                + script.model()
                                + ".";
                refuse(reply, wait, 429, message, "dynamic_request_limited", null);
            }
            case BROKEN ->
                    refuse(reply, headers, 500, "Internal server error", "server_error", null);
            case HTML -> {
                byte[] page =
                        "<!DOCTYPE html><title>Just a moment...</title>"
                                .getBytes(StandardCharsets.UTF_8);
                send(reply, 200, headers, "text/html; charset=UTF-8", page);
            }
            case EMPTY ->
                    send(reply, 200, headers, stream ? Together.STREAM_TYPE : JSON, new byte[0]);
            case ANSWER, CUT, SLOW, STALL, NO_USAGE, NO_DONE, ERROR, LONG -> {
                return false;
            }
        }
        return true;
    }

    private static boolean hasKey(DoorRequest request) {
        String key = request.headers().first("x-api-key");
        if (key != null && !key.isBlank()) {
            return true;
        }
        String authorization = request.headers().first("Authorization");
        return authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
                && !authorization.substring("bearer ".length()).isBlank();
    }

    private Headers usualHeaders() {
        return Headers.of(
                "x-request-id", "scripted-request-" + counters.requests(),
                "x-ratelimit-limit", "600",
                "x-ratelimit-remaining", "599",
                "x-ratelimit-reset", "1");
    }

    private static void refuse(
            DoorReply reply,
            Headers headers,
            int status,
            String message,
            String type,
            @Nullable String code)
            throws IOException {
        send(reply, status, headers, JSON, Together.error(message, type, code));
    }

    private static void send(DoorReply reply, int status, Headers headers, String type, byte[] body)
            throws IOException {
        reply.begin(status, headers.toBuilder().set("Content-Type", type).build(), body.length)
                .write(body);
    }
}
