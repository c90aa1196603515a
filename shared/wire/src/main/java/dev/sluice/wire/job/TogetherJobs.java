package dev.sluice.wire.job;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.json.Decimal;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Together's videos, under version 2 of its API: {@code {id, status, seconds, size,
 * error{code,message}, outputs{cost,video_url}}}; the cost is in USD, and charged for what failed
 * too.
 */
final class TogetherJobs implements JobTongue {
    private static final String VIDEOS = "v2/videos";

    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000);

    @Override
    public String path(Provider provider, URI baseUrl, String jobId) {
        return videos(provider, baseUrl)
                + "/"
                + URLEncoder.encode(jobId, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Where its own host has none, the catalog names the one that has. */
    static String videos(Provider provider, URI baseUrl) {
        boolean isOwnHost =
                provider.baseUrl().isPresent()
                        && provider.baseUrl().get().getHost().equals(baseUrl.getHost());
        return isOwnHost ? provider.speech().videosUrl().map(URI::toString).orElse(VIDEOS) : VIDEOS;
    }

    @Override
    public @Nullable Progress read(byte[] body) {
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                return null;
            }
            Fields fields = new Fields();
            fields.object(cursor);
            cursor.finish();
            return fields.id.isEmpty() && fields.status.isEmpty() ? null : fields.progress();
        } catch (MalformedJson e) {
            return null;
        }
    }

    /** What was read so far. */
    private static final class Fields {
        private String id = "";
        private String status = "";
        private String size = "";
        private String seconds = "";
        private String code = "";
        private String message = "";
        private String cost = "";
        private String percent = "";
        private final List<String> outputs = new ArrayList<>();

        void object(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                switch (name) {
                    case "id" -> id = scalar(cursor, id);
                    case "status" -> status = scalar(cursor, status).toLowerCase(Locale.ROOT);
                    case "size" -> size = scalar(cursor, size);
                    case "seconds" -> seconds = scalar(cursor, seconds);
                    case "progress" -> percent = scalar(cursor, percent);
                    case "error" -> error(cursor);
                    case "outputs" -> outputs(cursor);
                    default -> cursor.skip();
                }
            }
        }

        private void error(JsonCursor cursor) throws MalformedJson {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                message = scalar(cursor, message);
                return;
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                switch (name) {
                    case "code" -> code = scalar(cursor, code);
                    case "message" -> message = scalar(cursor, message);
                    default -> cursor.skip();
                }
            }
        }

        private void outputs(JsonCursor cursor) throws MalformedJson {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                cursor.skip();
                return;
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                switch (name) {
                    case "cost" -> cost = scalar(cursor, cost);
                    case "video_url", "url" -> outputs.add(scalar(cursor, ""));
                    default -> cursor.skip();
                }
            }
        }

        /** Text, or a number's digits; of anything else what was known before. */
        private static String scalar(JsonCursor cursor, String before) throws MalformedJson {
            boolean isScalar =
                    cursor.at(JsonToken.VALUE_STRING)
                            || cursor.at(JsonToken.VALUE_NUMBER_INT)
                            || cursor.at(JsonToken.VALUE_NUMBER_FLOAT);
            if (!isScalar) {
                cursor.skip();
            }
            return isScalar ? cursor.text() : before;
        }

        Progress progress() {
            outputs.removeIf(String::isEmpty);
            Progress.State state = state(status);
            boolean failed = state == Progress.State.FAILED;
            return new Progress(
                    id,
                    state,
                    percent(),
                    outputs,
                    failed ? (code.isEmpty() ? status : code) : null,
                    failed
                            ? (message.isEmpty() ? "The job failed at the provider." : message)
                            : null,
                    Decimal.nanoUsd(cost),
                    whole(seconds),
                    size.isEmpty() ? null : size);
        }

        private OptionalInt percent() {
            OptionalLong told = whole(percent);
            return told.isPresent()
                    ? OptionalInt.of(Math.clamp(told.getAsLong(), 0, 100))
                    : OptionalInt.empty();
        }
    }

    private static Progress.State state(String status) {
        return switch (status) {
            case "completed", "succeeded", "success", "done" -> Progress.State.COMPLETED;
            case "failed", "error", "cancelled", "canceled", "expired", "timeout" ->
                    Progress.State.FAILED;
            case "queued", "pending", "starting", "" -> Progress.State.QUEUED;
            default -> Progress.State.IN_PROGRESS;
        };
    }

    /** Rounded up to whole seconds: what was begun is there. */
    private static OptionalLong whole(String number) {
        BigDecimal value = Decimal.read(number);
        return value == null || value.signum() < 0 || value.compareTo(MOST_SECONDS) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(value.setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
