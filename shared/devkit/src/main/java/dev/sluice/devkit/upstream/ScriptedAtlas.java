package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Atlas Cloud's media jobs: a picture is done when it is looked at for the second time. */
final class ScriptedAtlas {
    static final String MODEL = "/api/v1/model/";
    static final String PREDICTION = MODEL + "prediction/";

    /**
     * A job.
     *
     * @param outputs addresses of what comes of it
     */
    private record Job(String id, Script script, List<String> outputs, AtomicInteger looks) {}

    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger();

    /** Takes a picture on. */
    byte[] generateImage(byte[] body, String origin) throws IOException, ScriptedAsk.BadRequest {
        Map<String, Object> asked = JSON.std.mapFrom(body);
        String words =
                Integer.toHexString((asked.get("prompt") + " " + asked.get("images")).hashCode());
        String address =
                ScriptedTogetherPictures.address(
                        origin,
                        words,
                        ScriptedTogetherPictures.side(asked, 1),
                        ScriptedTogetherPictures.side(asked, 2));
        return taken(Script.of(String.valueOf(asked.get("model"))), List.of(address));
    }

    /** A job with these outputs, begun. */
    byte[] taken(Script script, List<String> outputs) throws IOException {
        Job job =
                new Job(
                        "prediction-" + nextId.incrementAndGet(),
                        script,
                        outputs,
                        new AtomicInteger());
        jobs.put(job.id(), job);
        return told(job, "starting");
    }

    /** How a job is; null where there is none. */
    byte @Nullable [] prediction(String id) throws IOException {
        Job job = jobs.get(id);
        if (job == null) {
            return null;
        }
        boolean isOver = job.looks().incrementAndGet() > 1 && job.script() != Script.STALL;
        if (!isOver) {
            return told(job, "processing");
        }
        return told(job, job.script() == Script.ERROR ? "failed" : "completed");
    }

    private static byte[] told(Job job, String status) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", job.id());
        data.put("status", status);
        data.put("outputs", status.equals("completed") ? job.outputs() : List.of());
        data.put("error", status.equals("failed") ? "The server had an error." : "");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("code", 200);
        answer.put("data", data);
        return JSON.std.asBytes(answer);
    }

    /** What it says to a wrong path, or to a job that it does not know. */
    static byte[] refusal(int code, String message) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("code", code);
        answer.put("msg", message);
        answer.put("request_id", "scripted");
        answer.put("data", null);
        return JSON.std.asBytes(answer);
    }
}
