package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Media jobs as Together ({@code /v2/videos}) and Atlas Cloud ({@code /api/v1/model/…}) have them,
 * and the films that they make, which need no key. A job is done a moment after it was begun; a
 * model named as in {@link Script} has one that fails ({@code error}), takes long ({@code slow}),
 * is forgotten at once ({@code empty}), or whose beginning is never told ({@code cut}, {@code
 * stall}).
 */
final class ScriptedJobs {
    private static final String TYPE = "application/json";
    private static final String VIDEOS = "/v2/videos";
    private static final String MODEL = "/api/v1/model/";
    private static final String PREDICTION = MODEL + "prediction/";
    private static final String NAME = "scripted-job-";

    /** Pictures are {@link ScriptedAtlas}'s. */
    private static final List<String> MADE_HERE =
            List.of(MODEL + "generateVideo", MODEL + "generateAudio");

    private static final String FILMS = "/films/";
    private static final long DONE_AFTER_MILLIS = 400;
    private static final long SLOW_MILLIS = 20_000;
    private static final long STALL_MILLIS = 3_600_000;
    private static final int MOST_SECONDS = 20;
    private static final double USD_A_SECOND = 0.05;
    private static final int NOT_FOUND = 404;

    /** One that was begun. */
    private record Begun(
            String id, String model, Script script, int seconds, String size, long atMillis) {
        boolean isDone() {
            long after = script == Script.SLOW ? SLOW_MILLIS : DONE_AFTER_MILLIS;
            return System.currentTimeMillis() - atMillis >= after;
        }

        boolean fails() {
            return script == Script.ERROR;
        }
    }

    private final Map<String, Begun> jobs = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    /** Whether a job is asked for. */
    boolean begins(DoorRequest request) {
        String path = request.path();
        return request.method().equals("POST") && (path.equals(VIDEOS) || MADE_HERE.contains(path));
    }

    /** Answers what is one of its paths; false, and nothing done, for any other. */
    boolean serve(DoorRequest request, byte[] body, DoorReply reply, Headers headers)
            throws IOException {
        String path = request.path();
        boolean isPost = request.method().equals("POST");
        if (path.equals(VIDEOS) && isPost) {
            begin(body, reply, headers, true);
        } else if (path.startsWith(VIDEOS + "/")) {
            together(path.substring(VIDEOS.length() + 1), request, reply, headers);
        } else if (path.startsWith(PREDICTION + NAME)) {
            atlas(path.substring(PREDICTION.length()), request, reply, headers);
        } else if (MADE_HERE.contains(path) && isPost) {
            begin(body, reply, headers, false);
        } else if (path.equals(MODEL + "uploadMedia") && isPost) {
            json(reply, 200, headers, atlasAnswer(Map.of("download_url", upload(request))));
        } else {
            return false;
        }
        return true;
    }

    /** A film, or the part of it that is asked for; false for any other path. */
    boolean film(DoorRequest request, DoorReply reply) throws IOException {
        if (!request.path().startsWith(FILMS)) {
            return false;
        }
        String id = request.path().substring(FILMS.length()).replace(".mp4", "");
        Begun job = jobs.get(id);
        int seconds = job == null ? 1 : job.seconds();
        FilmReply.send(Film.mp4(seconds, id.hashCode()), request.headers().first("range"), reply);
        return true;
    }

    private void begin(byte[] body, DoorReply reply, Headers headers, boolean isTogether)
            throws IOException {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        String model = String.valueOf(asked.get("model"));
        Script script = Script.of(model);
        Begun job =
                new Begun(
                        NAME + next.incrementAndGet(),
                        model,
                        script,
                        seconds(asked),
                        size(asked),
                        System.currentTimeMillis());
        if (script != Script.EMPTY) {
            jobs.put(job.id(), job);
        }
        if (script == Script.STALL) {
            pause(STALL_MILLIS);
        }
        if (script == Script.CUT || script == Script.STALL) {
            throw new IOException("the answer is cut");
        }
        json(
                reply,
                200,
                headers,
                isTogether ? video(job, null) : atlasAnswer(prediction(job, null)));
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("closed", e);
        }
    }

    private static int seconds(Map<String, Object> asked) {
        Object told = asked.getOrDefault("seconds", asked.getOrDefault("duration", "4"));
        try {
            return Math.clamp(Integer.parseInt(String.valueOf(told)), 1, MOST_SECONDS);
        } catch (NumberFormatException e) {
            return 4;
        }
    }

    private static String size(Map<String, Object> asked) {
        return asked.containsKey("width")
                ? asked.get("width") + "x" + asked.get("height")
                : Film.WIDTH + "x" + Film.HEIGHT;
    }

    private void together(String id, DoorRequest request, DoorReply reply, Headers headers)
            throws IOException {
        Begun job = jobs.get(id);
        if (job == null) {
            byte[] error = Together.error("No such video.", "invalid_request_error", null);
            send(reply, NOT_FOUND, headers, error);
        } else {
            json(reply, 200, headers, video(job, address(request, job)));
        }
    }

    private void atlas(String id, DoorRequest request, DoorReply reply, Headers headers)
            throws IOException {
        Begun job = jobs.get(id);
        if (job == null) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", NOT_FOUND);
            error.put("msg", "no such prediction");
            json(reply, NOT_FOUND, headers, error);
        } else {
            json(reply, 200, headers, atlasAnswer(prediction(job, address(request, job))));
        }
    }

    private static String address(DoorRequest request, Begun job) {
        return "http://" + request.headers().first("host") + FILMS + job.id() + ".mp4";
    }

    private static String upload(DoorRequest request) {
        return "https://files.example/" + request.headers().first("host") + "/upload";
    }

    private static Map<String, Object> video(Begun job, @Nullable String address) {
        Map<String, Object> video = new LinkedHashMap<>();
        video.put("id", job.id());
        video.put("object", "video");
        video.put("model", job.model());
        boolean ended = address != null && job.isDone();
        video.put("status", !ended ? "in_progress" : job.fails() ? "failed" : "completed");
        video.put("created_at", job.atMillis() / 1_000);
        video.put("size", job.size());
        video.put("seconds", Integer.toString(job.seconds()));
        if (ended && job.fails()) {
            video.put("error", Map.of("code", "generation_failed", "message", "As scripted."));
            video.put("outputs", Map.of("cost", 0.01));
        } else if (ended) {
            video.put(
                    "outputs", Map.of("cost", USD_A_SECOND * job.seconds(), "video_url", address));
        }
        return video;
    }

    private static Map<String, Object> prediction(Begun job, @Nullable String address) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", job.id());
        data.put("model", job.model());
        boolean ended = address != null && job.isDone();
        data.put(
                "status",
                address == null
                        ? "starting"
                        : !ended ? "processing" : job.fails() ? "failed" : "completed");
        data.put("outputs", ended && !job.fails() ? List.of(address) : List.of());
        data.put("error", ended && job.fails() ? "As scripted." : "");
        return data;
    }

    private static Map<String, Object> atlasAnswer(Map<String, ?> data) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("code", 200);
        answer.put("message", "success");
        answer.put("data", data);
        return answer;
    }

    private static void json(DoorReply reply, int status, Headers headers, Object value)
            throws IOException {
        send(reply, status, headers, JSON.std.asString(value).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(DoorReply reply, int status, Headers headers, byte[] body)
            throws IOException {
        reply.begin(status, headers.toBuilder().set("Content-Type", TYPE).build(), body.length)
                .write(body);
    }
}
