package dev.sluice.wire.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A job as Atlas Cloud's clients know it: its own words, but for the job's name. */
public final class PredictionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PredictionJson() {}

    /**
     * The provider's words with our name for the job: every string that is its name, and every
     * address of Atlas Cloud's that holds it.
     */
    public static Patched renamed(byte[] body, String providersId, String id) {
        Edits edits = new Edits();
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            for (@Nullable JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                if (token == JsonToken.VALUE_STRING) {
                    rename(cursor, edits, providersId, id);
                }
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("the body was read before", e);
        }
        return new Patched(body, 0, body.length, edits);
    }

    private static void rename(JsonCursor cursor, Edits edits, String providersId, String id)
            throws MalformedJson {
        int start = cursor.start();
        String text = cursor.text();
        String renamed = text;
        if (text.equals(providersId)) {
            renamed = id;
        } else if (text.endsWith("/prediction/" + providersId)) {
            renamed = "/api/v1/model/prediction/" + id;
        }
        if (!renamed.equals(text)) {
            edits.replace(start, cursor.end(start), JsonText.quote(renamed));
        }
    }

    /** One whose provider says nothing now: as it is known. */
    public static byte[] known(JobRow job) {
        Settlement settled = job.settlement().orElse(null);
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("code", 200);
            json.writeStringField("message", "success");
            json.writeObjectFieldStart("data");
            json.writeStringField("id", JobIds.ofPrediction(job.row().requestId()));
            json.writeStringField("model", job.row().modelAsked());
            json.writeStringField("status", status(settled));
            json.writeArrayFieldStart("outputs");
            json.writeEndArray();
            json.writeStringField("error", settled == null ? "" : error(settled));
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array cannot fail", e);
        }
        return out.toByteArray();
    }

    private static String status(@Nullable Settlement settled) {
        if (settled == null) {
            return "processing";
        }
        return settled.outcome() == Outcome.COMPLETED ? "completed" : "failed";
    }

    private static String error(Settlement settled) {
        String code = settled.errorCode();
        return code == null ? "" : code;
    }
}
