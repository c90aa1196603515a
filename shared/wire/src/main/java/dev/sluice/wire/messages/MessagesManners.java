package dev.sluice.wire.messages;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.RetryHeaders;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.JsonOut;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's manners: {@code {"type":"error","error":{…},"request_id":…}}, {@code
 * anthropic-ratelimit-*}, {@code request-id}; a key stands in {@code Authorization} or in {@code
 * x-api-key}. What agents do at each of them is in the facts this follows: they wait, compact, or
 * stop.
 */
public final class MessagesManners implements Manners {
    public static final Manners INSTANCE = new MessagesManners();

    /** The header that all clients of this language send. */
    public static final String VERSION = "anthropic-version";

    private static final long MINUTE_MICROS = 60_000_000;

    private static final Names REQUESTS = Names.of("requests");

    /** One limit is of all tokens, and so of either kind at most as many are left. */
    private static final List<Names> TOKENS =
            List.of(Names.of("tokens"), Names.of("input-tokens"), Names.of("output-tokens"));

    private record Names(String limit, String remaining, String reset) {
        static Names of(String what) {
            String prefix = "anthropic-ratelimit-" + what;
            return new Names(prefix + "-limit", prefix + "-remaining", prefix + "-reset");
        }
    }

    private MessagesManners() {}

    @Override
    public @Nullable String authorization(Headers headers) {
        return Manners.bearerOrKey(headers);
    }

    @Override
    public int status(Rejection rejection) {
        return Manners.agentsStatus(rejection);
    }

    @Override
    public byte[] error(Rejection rejection, String requestId) {
        return body(rejection, requestId).toByteArray();
    }

    /** The same as an event's data. */
    static JsonOut body(Rejection rejection, String requestId) {
        JsonOut body = new JsonOut(256);
        body.raw("{\"type\":\"error\",\"error\":{\"type\":\"").raw(type(rejection));
        body.raw("\",\"message\":").text(ErrorText.of(rejection));
        if (rejection instanceof Rejection.Spent || rejection instanceof Rejection.Unpaid) {
            body.name("code").text(Statuses.code(rejection));
        }
        return body.raw("},\"request_id\":").text(requestId).raw("}");
    }

    /** By its status, which clients know it by. */
    private static String type(Rejection rejection) {
        return switch (Manners.agentsStatus(rejection)) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            case 500, 502 -> "api_error";
            default -> "invalid_request_error";
        };
    }

    @Override
    public Headers retry(Rejection rejection) {
        return RetryHeaders.of(
                rejection instanceof Rejection.Throttled throttled
                        ? waitedOut(throttled)
                        : rejection,
                true);
    }

    /**
     * Claude Code waits a minute out and stops at more: what is a few seconds beyond, as a limit a
     * minute can be, is told as a minute, and the rest of it at the next try.
     */
    private static Rejection.Throttled waitedOut(Rejection.Throttled throttled) {
        long waitMicros = throttled.waitMicros();
        return waitMicros <= MINUTE_MICROS || waitMicros > 2 * MINUTE_MICROS
                ? throttled
                : new Rejection.Throttled(
                        throttled.message(),
                        throttled.type(),
                        MINUTE_MICROS,
                        throttled.meters(),
                        throttled.ofCaller(),
                        throttled.mayEndSooner());
    }

    @Override
    public void limits(Headers.Builder headers, Meters meters, long nowEpochMicros) {
        add(headers, REQUESTS, meters.requests(), nowEpochMicros);
        for (Names tokens : TOKENS) {
            add(headers, tokens, meters.tokens(), nowEpochMicros);
        }
    }

    private static void add(
            Headers.Builder headers,
            Names names,
            Optional<Meters.Meter> told,
            long nowEpochMicros) {
        if (told.isPresent()) {
            Meters.Meter meter = told.get();
            headers.set(names.limit, Long.toString(meter.limit()))
                    .set(names.remaining, Long.toString(meter.remaining()))
                    .set(names.reset, time(nowEpochMicros + meter.resetMicros()));
        }
    }

    /** RFC 3339, rounded up to a second: what is free then is free. */
    private static String time(long epochMicros) {
        return Instant.ofEpochSecond(Math.ceilDiv(epochMicros, 1_000_000)).toString();
    }

    @Override
    public void identify(Headers.Builder headers, String requestId, long millis) {
        headers.set("request-id", requestId).set("x-request-id", requestId);
    }
}
