package dev.sluice.wire.atlas;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Atlas Cloud says of a job, when it takes it and whenever it is asked: {@code
 * {"code":200,"data":{"id","status","outputs","error","error_code"}}}. The members are read inside
 * {@code data} and beside it.
 *
 * @param id empty where it names none
 * @param outputs addresses of what was made, or the text itself
 * @param error why there is nothing: of the job, or of the request where its {@code code} is none
 *     of success; null where all is well
 */
public record Prediction(
        String id, State state, List<String> outputs, @Nullable UpstreamError error) {

    /** How far the job is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    private static final Set<String> DONE = Set.of("completed", "succeeded", "success", "done");
    private static final Set<String> FAILED =
            Set.of("failed", "error", "timeout", "cancelled", "canceled", "expired", "deleted");

    /** What its content filter says. */
    private static final String MODERATED = "1039";

    public Prediction {
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads an answer with status 2xx.
     *
     * @return null where it is none of Atlas Cloud's
     */
    public static @Nullable Prediction read(byte[] body) {
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                return null;
            }
            Fields fields = new Fields();
            fields.object(cursor);
            cursor.finish();
            return fields.prediction();
        } catch (MalformedJson e) {
            return null;
        }
    }

    /** Gathers what is known, whatever level it stands on. */
    private static final class Fields {
        private String id = "";
        private String status = "";
        private String code = "";
        private String message = "";
        private String errorCode = "";
        private boolean isTold;
        private final List<String> outputs = new ArrayList<>();

        void object(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                member(name, cursor);
            }
        }

        private void member(String name, JsonCursor cursor) throws MalformedJson {
            switch (name) {
                case "data" -> {
                    if (cursor.at(JsonToken.START_OBJECT)) {
                        object(cursor);
                    } else {
                        cursor.skip();
                    }
                }
                case "id" -> id = text(cursor, id);
                case "status" -> status = text(cursor, status).toLowerCase(Locale.ROOT);
                case "code" -> code = text(cursor, code);
                case "error_code" -> errorCode = text(cursor, errorCode);
                case "msg", "message" -> message = text(cursor, message);
                case "error" -> error(cursor);
                case "outputs", "output" -> output(cursor);
                default -> cursor.skip();
            }
        }

        private void error(JsonCursor cursor) throws MalformedJson {
            if (cursor.at(JsonToken.START_OBJECT)) {
                isTold = true;
                while (cursor.next() != JsonToken.END_OBJECT) {
                    String name = cursor.name();
                    cursor.next();
                    switch (name) {
                        case "message", "msg" -> message = text(cursor, message);
                        case "code" -> errorCode = text(cursor, errorCode);
                        default -> cursor.skip();
                    }
                }
            } else {
                String told = text(cursor, "");
                isTold |= !told.isEmpty();
                message = told.isEmpty() ? message : told;
            }
        }

        private void output(JsonCursor cursor) throws MalformedJson {
            if (cursor.at(JsonToken.START_ARRAY)) {
                while (cursor.next() != JsonToken.END_ARRAY) {
                    output(cursor);
                }
            } else if (cursor.at(JsonToken.START_OBJECT)) {
                while (cursor.next() != JsonToken.END_OBJECT) {
                    boolean isAddress = cursor.name().equals("url");
                    cursor.next();
                    if (isAddress) {
                        output(cursor);
                    } else {
                        cursor.skip();
                    }
                }
            } else if (cursor.at(JsonToken.VALUE_STRING) && !cursor.text().isEmpty()) {
                outputs.add(cursor.text());
            }
        }

        /** Of a number its digits; of anything else what was known before. */
        private static String text(JsonCursor cursor, String before) throws MalformedJson {
            boolean isText =
                    cursor.at(JsonToken.VALUE_STRING) || cursor.at(JsonToken.VALUE_NUMBER_INT);
            if (!isText) {
                cursor.skip();
            }
            return isText ? cursor.text() : before;
        }

        @Nullable Prediction prediction() {
            boolean isRefused = !code.isEmpty() && !code.equals("200") && !code.equals("0");
            State state =
                    isRefused || FAILED.contains(status)
                            ? State.FAILED
                            : DONE.contains(status) ? State.DONE : State.RUNNING;
            boolean isOne = isRefused || !status.isEmpty() || !id.isEmpty();
            if (!isOne) {
                return null;
            }
            boolean isError = state == State.FAILED || (isTold && state != State.DONE);
            return new Prediction(id, state, outputs, isError ? told(isRefused) : null);
        }

        private UpstreamError told(boolean isRefused) {
            String why = message.isEmpty() ? "The job failed at the provider." : message;
            if (errorCode.equals(MODERATED)) {
                return UpstreamError.of(why, "invalid_request_error", "content_policy_violation");
            }
            String of = errorCode.isEmpty() && isRefused ? code : errorCode;
            return UpstreamError.of(why, null, of.isEmpty() ? null : of);
        }
    }
}
