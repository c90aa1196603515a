package dev.sluice.wire.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.call.Call;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Settlement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job as OpenAI's clients of videos know it. */
public final class VideoJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MILLIS_OF_A_SECOND = 1_000;

    @FunctionalInterface
    private interface Part {
        void write(JsonGenerator json) throws IOException;
    }

    private VideoJson() {}

    /** One that has just been begun. */
    public static byte[] begun(Call call, Map<String, String> shown, Progress.State state) {
        long createdSeconds = millisOf(call.requestId()) / MILLIS_OF_A_SECOND;
        return bytes(
                json -> {
                    head(json, call.requestId(), createdSeconds, call.modelAsked(), shown);
                    state(json, state, 0, null);
                    error(json, null, null);
                });
    }

    /**
     * One as it stands.
     *
     * @param seen what the provider has just said; null where it said nothing
     */
    public static byte[] of(JobRow job, @Nullable Progress seen) {
        return bytes(json -> write(json, job, seen));
    }

    /** Several, as they are known without asking anybody. */
    public static byte[] list(List<JobRow> jobs, boolean hasMore) {
        return bytes(
                json -> {
                    json.writeStringField("object", "list");
                    json.writeArrayFieldStart("data");
                    for (JobRow job : jobs) {
                        json.writeStartObject();
                        write(json, job, null);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeStringField("first_id", jobs.isEmpty() ? null : id(jobs.getFirst()));
                    json.writeStringField("last_id", jobs.isEmpty() ? null : id(jobs.getLast()));
                    json.writeBooleanField("has_more", hasMore);
                });
    }

    /** One that is no more. */
    public static byte[] deleted(String id) {
        return bytes(
                json -> {
                    json.writeStringField("id", id);
                    json.writeStringField("object", "video.deleted");
                    json.writeBooleanField("deleted", true);
                });
    }

    private static String id(JobRow job) {
        return JobIds.ofVideo(job.row().requestId());
    }

    private static void write(JsonGenerator json, JobRow job, @Nullable Progress seen)
            throws IOException {
        Settlement settled = job.settlement().orElse(null);
        Progress.State state = state(settled, seen);
        head(
                json,
                job.row().requestId(),
                job.row().createdAt().getEpochSecond(),
                job.row().modelAsked(),
                job.job().shown());
        Instant ended =
                settled == null ? null : job.row().createdAt().plusMillis(settled.durationMillis());
        state(json, state, percent(state, seen), ended);
        error(
                json,
                state == Progress.State.FAILED ? code(settled, seen) : null,
                seen == null ? null : seen.errorMessage());
    }

    /** Whoever settled it knew how it ended. */
    private static Progress.State state(@Nullable Settlement settled, @Nullable Progress seen) {
        if (settled != null) {
            return settled.outcome() == Outcome.COMPLETED
                    ? Progress.State.COMPLETED
                    : Progress.State.FAILED;
        }
        return seen == null ? Progress.State.IN_PROGRESS : seen.state();
    }

    private static int percent(Progress.State state, @Nullable Progress seen) {
        return state == Progress.State.COMPLETED
                ? 100
                : seen == null ? 0 : seen.percent().orElse(0);
    }

    private static String code(@Nullable Settlement settled, @Nullable Progress seen) {
        String told = seen == null ? null : seen.errorCode();
        String kept = settled == null ? null : settled.errorCode();
        return told != null ? told : kept != null ? kept : "job_failed";
    }

    private static void head(
            JsonGenerator json,
            String requestId,
            long createdSeconds,
            String model,
            Map<String, String> shown)
            throws IOException {
        json.writeStringField("id", JobIds.ofVideo(requestId));
        json.writeStringField("object", "video");
        json.writeNumberField("created_at", createdSeconds);
        json.writeStringField("model", model);
        json.writeStringField(VideoAsk.SECONDS, shown.get(VideoAsk.SECONDS));
        json.writeStringField(VideoAsk.SIZE, shown.get(VideoAsk.SIZE));
        json.writeNullField("expires_at");
        json.writeNullField("remixed_from_video_id");
    }

    private static void state(
            JsonGenerator json, Progress.State state, int percent, @Nullable Instant ended)
            throws IOException {
        json.writeStringField("status", state.label());
        json.writeNumberField("progress", percent);
        if (state == Progress.State.COMPLETED && ended != null) {
            json.writeNumberField("completed_at", ended.getEpochSecond());
        } else {
            json.writeNullField("completed_at");
        }
    }

    private static void error(JsonGenerator json, @Nullable String code, @Nullable String message)
            throws IOException {
        if (code == null) {
            json.writeNullField("error");
            return;
        }
        json.writeObjectFieldStart("error");
        json.writeStringField("code", code);
        json.writeStringField("message", message == null ? "The job failed." : message);
        json.writeEndObject();
    }

    /** A UUIDv7 begins with the time that it was made at. */
    private static long millisOf(String requestId) {
        return Long.parseLong(requestId.substring(0, 8) + requestId.substring(9, 13), 16);
    }

    private static byte[] bytes(Part part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            part.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array cannot fail", e);
        }
        return out.toByteArray();
    }
}
