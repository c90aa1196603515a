package dev.sluice.wire.error;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an error object; of two nested ones the inner speaks first. */
final class ErrorFields {
    private static final int MAX_NESTING = 4;
    private static final int MOST_HEADERS = 20;

    private @Nullable String message;
    private @Nullable String type;
    private @Nullable String param;
    private @Nullable String code;
    private @Nullable String statusCode;
    private @Nullable String errorType;
    private Map<String, String> headers = Map.of();
    private @Nullable ErrorFields inner;

    /** Reads the object whose opening bracket the cursor is at. */
    ErrorFields read(JsonCursor cursor, int nesting) throws MalformedJson {
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            switch (name) {
                case "error", "detail", "details" -> nested(cursor, nesting);
                case "choices" -> choices(cursor, nesting);
                case "message", "msg", "error_message" -> message = first(message, scalar(cursor));
                case "type" -> type = scalar(cursor);
                case "error_type", "status" -> errorType = first(errorType, scalar(cursor));
                case "param" -> param = scalar(cursor);
                case "code" -> code = scalar(cursor);
                case "status_code" -> statusCode = scalar(cursor);
                case "metadata" -> metadata(cursor);
                default -> cursor.skip();
            }
        }
        return this;
    }

    /** OpenRouter: a choice that failed has the error beside its finish reason. */
    private void choices(JsonCursor cursor, int nesting) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            cursor.skip();
            return;
        }
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                choice(cursor, nesting);
            } else {
                cursor.skip();
            }
        }
    }

    private void choice(JsonCursor cursor, int nesting) throws MalformedJson {
        while (cursor.next() != JsonToken.END_OBJECT) {
            boolean isError = cursor.name().equals("error") && inner == null;
            cursor.promised();
            if (isError) {
                nested(cursor, nesting);
            } else {
                cursor.skip();
            }
        }
    }

    private void nested(JsonCursor cursor, int nesting) throws MalformedJson {
        if (cursor.at(JsonToken.START_OBJECT) && nesting < MAX_NESTING) {
            inner = new ErrorFields().read(cursor, nesting + 1);
        } else if (cursor.at(JsonToken.START_ARRAY)) {
            validation(cursor);
        } else {
            message = first(scalar(cursor), message);
        }
    }

    /**
     * FastAPI: {@code [{"loc":["body","messages"],"msg":"field required","type":"…"}]}; the first
     * one is told.
     */
    private void validation(JsonCursor cursor) throws MalformedJson {
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                validationItem(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void validationItem(JsonCursor cursor) throws MalformedJson {
        String location = "";
        String text = null;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            if (name.equals("loc") && cursor.at(JsonToken.START_ARRAY)) {
                location = location(cursor);
            } else if (name.equals("msg")) {
                text = scalar(cursor);
            } else {
                cursor.skip();
            }
        }
        if (message == null && text != null) {
            message = text;
            param = location.isEmpty() ? null : location;
        }
    }

    private static String location(JsonCursor cursor) throws MalformedJson {
        StringBuilder path = new StringBuilder();
        while (cursor.promised() != JsonToken.END_ARRAY) {
            String step = scalar(cursor);
            if (step != null && !step.equals("body")) {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return UpstreamErrors.clean(path.toString());
    }

    private void metadata(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            boolean isHeaders = cursor.name().equals("headers");
            cursor.promised();
            if (isHeaders && cursor.at(JsonToken.START_OBJECT)) {
                headers(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void headers(JsonCursor cursor) throws MalformedJson {
        headers = new HashMap<>();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name().toLowerCase(Locale.ROOT);
            cursor.promised();
            String value = scalar(cursor);
            if (value != null && headers.size() < MOST_HEADERS) {
                headers.put(name, value);
            }
        }
    }

    private static @Nullable String scalar(JsonCursor cursor) throws MalformedJson {
        return switch (cursor.token()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String text = UpstreamErrors.clean(cursor.text());
                yield text.isEmpty() ? null : text;
            }
            default -> {
                cursor.skip();
                yield null;
            }
        };
    }

    UpstreamError toError() {
        ErrorFields all = inner == null ? this : merged(inner);
        String kind = first(all.type, all.errorType);
        String finer =
                first(all.code, first(all.statusCode, all.type == null ? null : all.errorType));
        return new UpstreamError(
                all.message == null ? "" : all.message, kind, all.param, finer, all.headers);
    }

    private ErrorFields merged(ErrorFields nested) {
        ErrorFields deep = nested.inner == null ? nested : nested.merged(nested.inner);
        ErrorFields all = new ErrorFields();
        all.message = first(deep.message, message);
        all.headers = deep.headers.isEmpty() ? headers : deep.headers;
        // {"type":"error","error":{…}} names the envelope, not the error.
        all.type = first(deep.type, "error".equals(type) ? null : type);
        all.errorType = first(deep.errorType, errorType);
        all.param = first(deep.param, param);
        all.code = first(deep.code, code);
        all.statusCode = first(deep.statusCode, statusCode);
        return all;
    }

    private static @Nullable String first(@Nullable String preferred, @Nullable String other) {
        return preferred == null ? other : preferred;
    }
}
