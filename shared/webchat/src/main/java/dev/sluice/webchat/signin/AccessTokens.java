package dev.sluice.webchat.signin;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.authenticate.Pace;
import dev.sluice.core.time.Age;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Google's access tokens: opaque, so Google is asked what they are. One that was made for another
 * application is refused, or anybody's web site could sign its visitors in here. Answers are kept
 * for a minute, by the token's hash; what cannot be such a token is asked about never, and of those
 * that are not good so many a second.
 */
final class AccessTokens {
    /** No member of Google's answers. */
    private static final String UNKNOWN = "?";

    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MOST_BYTES = 64 << 10;
    private static final long KEPT_NANOS = 60_000_000_000L;
    private static final int MOST_KEPT = 10_000;

    private static final int BAD_ONES_AT_ONCE = 20;
    private static final int BAD_ONES_A_SECOND = 2;
    private static final Pattern SHAPE = Pattern.compile("ya29\\.[A-Za-z0-9._~+/=-]{1,2048}");

    /** What Google said: whose it is, or what is wrong with it. */
    private record Known(@Nullable Identity identity, String fault, long keptNanos, Age age) {
        boolean isOver() {
            return age.nanos() >= keptNanos;
        }

        Identity orThrow() throws BadToken {
            if (identity == null) {
                throw new BadToken(fault);
            }
            return identity;
        }
    }

    private final SignInSettings settings;
    private final Clock clock;
    private final Map<String, Known> byHash = new ConcurrentHashMap<>();
    private final Pace badOnes;

    AccessTokens(SignInSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.badOnes = new Pace(clock, BAD_ONES_AT_ONCE, BAD_ONES_A_SECOND);
    }

    Identity identity(String token) throws BadToken {
        if (!SHAPE.matcher(token).matches()) {
            throw new BadToken("it has not the form of an access token");
        }
        String hash = hash(token);
        Known known = byHash.get(hash);
        if (known != null && !known.isOver()) {
            return known.orThrow();
        }
        if (!badOnes.take()) {
            throw new BadToken("too many access tokens that are not good were asked about");
        }
        Known asked = ask(token);
        if (asked.identity() != null) {
            badOnes.giveBack();
        }
        makeRoom();
        byHash.put(hash, asked);
        return asked.orThrow();
    }

    private Known ask(String token) throws BadToken {
        Age age = new Age(clock); // of what Google says at the earliest
        Map<String, Object> info = info(token);
        try {
            Identity identity = check(info);
            long leftNanos = Math.clamp(number(info.get("expires_in")), 0, 60) * 1_000_000_000L;
            return new Known(identity, "", Math.min(KEPT_NANOS, leftNanos), age);
        } catch (BadToken e) {
            return new Known(null, String.valueOf(e.getMessage()), KEPT_NANOS, age);
        }
    }

    /** Those that are not good go first. */
    private void makeRoom() {
        if (byHash.size() < MOST_KEPT) {
            return;
        }
        byHash.values().removeIf(Known::isOver);
        if (byHash.size() >= MOST_KEPT) {
            byHash.values().removeIf(known -> known.identity() == null);
        }
        if (byHash.size() >= MOST_KEPT) {
            byHash.clear();
        }
    }

    private Identity check(Map<String, Object> info) throws BadToken {
        if (info.containsKey(UNKNOWN)) {
            throw new BadToken("Google does not know the access token");
        }
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
            return Identity.of(email, info.get("hd"));
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
            int status = http.getResponseCode();
            if (status == 400 || status == 401) {
                return Map.of(UNKNOWN, true);
            }
            if (status != 200) {
                throw new BadToken("Google did not say whose it is (HTTP " + status + ")");
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
