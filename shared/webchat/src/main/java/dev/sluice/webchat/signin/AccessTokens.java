package dev.sluice.webchat.signin;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Google's access tokens: opaque, so Google is asked what they are. One that was made for another
 * application is refused, or anybody's web site could sign its visitors in here. Good answers are
 * kept for a minute, by the token's hash.
 */
final class AccessTokens {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MOST_BYTES = 64 << 10;
    private static final long KEPT_NANOS = 60_000_000_000L;
    private static final int MOST_KEPT = 10_000;

    private record Known(String email, long untilNanos) {}

    private final SignInSettings settings;
    private final Clock clock;
    private final Map<String, Known> byHash = new ConcurrentHashMap<>();

    AccessTokens(SignInSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    String email(String token) throws BadToken {
        String hash = hash(token);
        long nowNanos = clock.nanos();
        Known known = byHash.get(hash);
        if (known != null && known.untilNanos() - nowNanos > 0) {
            return known.email();
        }
        Map<String, Object> info = info(token);
        String email = check(info);
        if (byHash.size() >= MOST_KEPT) {
            byHash.clear();
        }
        long leftNanos = Math.clamp(number(info.get("expires_in")), 0, 60) * 1_000_000_000L;
        byHash.put(hash, new Known(email, nowNanos + Math.min(KEPT_NANOS, leftNanos)));
        return email;
    }

    private String check(Map<String, Object> info) throws BadToken {
        Set<String> clientIds = settings.clientIds();
        if (!(info.get("aud") instanceof String audience) || !clientIds.contains(audience)) {
            throw new BadToken("the access token's audience is none of SLUICE_GOOGLE_CLIENT_ID");
        }
        if (number(info.get("expires_in")) <= 0) {
            throw new BadToken("the access token has expired");
        }
        if (!"true".equals(String.valueOf(info.get("email_verified")))) {
            throw new BadToken("the access token's e-mail address is not verified");
        }
        if (info.get("email") instanceof String email) {
            return email;
        }
        throw new BadToken("the access token has no e-mail address");
    }

    private Map<String, Object> info(String token) throws BadToken {
        try {
            HttpURLConnection http =
                    (HttpURLConnection) settings.tokenInfoUrl().toURL().openConnection();
            http.setConnectTimeout(TIMEOUT_MILLIS);
            http.setReadTimeout(TIMEOUT_MILLIS);
            http.setInstanceFollowRedirects(false);
            http.setRequestMethod("POST");
            http.setDoOutput(true);
            String form = "access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
            http.getOutputStream().write(form.getBytes(StandardCharsets.US_ASCII));
            if (http.getResponseCode() != 200) {
                throw new BadToken(
                        "Google does not know the access token (HTTP "
                                + http.getResponseCode()
                                + ")");
            }
            try (InputStream in = http.getInputStream()) {
                return JSON.std.mapFrom(in.readNBytes(MOST_BYTES));
            }
        } catch (IOException e) {
            throw new BadToken("Google could not be asked about the access token");
        }
    }

    private static long number(@Nullable Object value) {
        try {
            return value == null ? 0 : Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String hash(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
