package dev.sluice.webchat.page;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.webchat.credit.CreditBalance;
import dev.sluice.webchat.page.WebJson.Members;
import dev.sluice.wire.answer.RetryHeaders;
import dev.sluice.wire.api.ErrorShape;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.MalformedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Errors as the frontend reads them. On {@code /chat} that is status 200 and one {@code error}
 * event, whatever went wrong: it repeats a request three times on any other status, and reads no
 * body then. {@code error} is a string, always.
 */
public final class WebErrors {
    static final String NO_PROVIDERS =
            "No LLM providers configured. Please add at least one provider in settings.";

    /** An {@code error} event under status 200. */
    public static final ErrorShape STREAM =
            (visit, rejection) -> event(visit, event(visit, rejection));

    /** A status and {@code {"error":"…","code":"…"}}. */
    public static final ErrorShape JSON =
            (visit, rejection) ->
                    visit.json(Statuses.of(rejection), headers(rejection), json(rejection));

    /** What {@code /usage} says. */
    public static final ErrorShape USAGE =
            (visit, rejection) -> {
                boolean signedOut = rejection instanceof Rejection.Unauthenticated;
                visit.json(
                        Statuses.of(rejection),
                        headers(rejection),
                        WebJson.object(
                                json -> {
                                    json.writeStringField("error", usageError(rejection));
                                    json.writeStringField(
                                            "message",
                                            signedOut
                                                    ? "Missing or invalid authorization header"
                                                    : rejection.message());
                                }));
            };

    private WebErrors() {}

    /** What HTTP says of it: how long to wait, which methods there are, how to sign in. */
    public static Headers headers(Rejection rejection) {
        return RetryHeaders.of(rejection, false).toBuilder()
                .set("cache-control", "no-store")
                .build();
    }

    private static String usageError(Rejection rejection) {
        return switch (rejection) {
            case Rejection.Unauthenticated _ -> "Unauthorized";
            case Rejection.Throttled _ -> "Too Many Requests";
            default -> "Internal Server Error";
        };
    }

    public static Members unreadable(MalformedJson e) {
        return plain("The request body could not be read: " + e.getMessage(), "ERROR");
    }

    public static void event(Visit visit, Members members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        WebEvents.write(out, "error", WebJson.object(members));
        stream(visit, out.toByteArray());
    }

    /** A stream that is complete already. */
    public static void stream(Visit visit, byte[] events) throws IOException {
        Headers headers = visit.headers(WebEvents.HEADERS).build();
        try (OutputStream out = visit.begin(200, headers, events.length)) {
            out.write(events);
        }
    }

    public static Members noProviders() {
        return json -> {
            json.writeStringField("error", NO_PROVIDERS);
            json.writeStringField("code", "FORBIDDEN");
            json.writeNumberField("statusCode", 403);
            json.writeBooleanField("requiresProviderSetup", true);
            json.writeBooleanField("authorized", false);
        };
    }

    /** The UI shows {@code error} alone, so all that matters stands there. */
    public static Members noCredit(CreditBalance balance, long estimateNanoUsd) {
        long leftNanoUsd = balance.leftNanoUsd();
        String detail =
                "Credit balance: "
                        + dollars(leftNanoUsd)
                        + ". Estimated cost: "
                        + dollars(estimateNanoUsd)
                        + ". Ask for more credit, or add a provider key of your own in the"
                        + " settings.";
        return json -> {
            json.writeNumberField("statusCode", 402);
            json.writeStringField("error", "Insufficient credit. " + detail);
            json.writeStringField("message", detail);
            WebJson.usd(json, "creditBalance", leftNanoUsd);
            WebJson.usd(json, "estimatedCost", estimateNanoUsd);
            WebJson.usd(json, "shortfall", Math.max(0, estimateNanoUsd - leftNanoUsd));
            json.writeStringField("addCreditUrl", "/billing");
        };
    }

    private static String dollars(long nanoUsd) {
        return (nanoUsd < 0 ? "-$" : "$") + WebJson.usd(Math.abs(nanoUsd));
    }

    private static Members event(Visit visit, Rejection rejection) {
        return switch (rejection) {
            case Rejection.Unauthenticated _ ->
                    plain("Authentication required", "UNAUTHORIZED", 401);
            case Rejection.BadRequest bad -> plain(bad.message(), "INVALID_REQUEST");
            case Rejection.Throttled throttled -> limited(visit, throttled);
            case Rejection.Forbidden forbidden -> plain(forbidden.message(), "FORBIDDEN", 403);
            default -> plain(rejection.message(), "ERROR", Statuses.of(rejection));
        };
    }

    private static Members plain(String error, String code) {
        return json -> {
            json.writeStringField("error", error);
            json.writeStringField("code", code);
        };
    }

    private static Members plain(String error, String code, int statusCode) {
        return json -> {
            json.writeStringField("error", error);
            json.writeStringField("code", code);
            json.writeNumberField("statusCode", statusCode);
        };
    }

    private static Members limited(Visit visit, Rejection.Throttled throttled) {
        long seconds = Math.max(1, Math.ceilDiv(throttled.waitMicros(), 1_000_000));
        String error =
                throttled.ofCaller()
                        ? throttled.message()
                        : "Rate limit reached on all configured providers. Try again in "
                                + seconds
                                + "s.";
        return json -> {
            json.writeStringField("error", error);
            json.writeStringField("code", "RATE_LIMITED");
            json.writeNumberField("statusCode", 429);
            json.writeNumberField("retryAfter", seconds);
            json.writeStringField("timestamp", timestamp(visit.epochMicros()));
        };
    }

    private static byte[] json(Rejection rejection) {
        boolean signedOut = rejection instanceof Rejection.Unauthenticated;
        return WebJson.object(
                json -> {
                    json.writeStringField(
                            "error", signedOut ? "Authentication required" : rejection.message());
                    json.writeStringField(
                            "code", signedOut ? "UNAUTHORIZED" : Statuses.code(rejection));
                });
    }

    private static String timestamp(long epochMicros) {
        return WebTime.iso(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS));
    }
}
