package dev.sluice.webchat.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sluice.core.time.Clock;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Google's ID tokens: RS256 by Google's published keys, {@code iss}, {@code aud}, {@code
 * exp}, {@code email_verified}. Keys are kept for 15 minutes; a key that is not among them is
 * looked for again at once, at most twice in half a minute; an hour of Google's silence is bridged.
 */
final class IdTokens {
    private static final Set<String> ISSUERS =
            Set.of("https://accounts.google.com", "accounts.google.com");
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final long KEPT_MILLIS = 15 * 60_000;
    private static final long REFRESH_MILLIS = 10_000;
    private static final long OUTAGE_MILLIS = 3_600_000;

    private final Set<String> clientIds;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    IdTokens(SignInSettings settings, Clock clock) {
        this.clientIds = settings.clientIds();
        this.clock = clock;
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys(settings)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // all of them below
    }

    Identity identity(String token) throws BadToken {
        JWTClaimsSet claims = verified(token);
        String issuer = claims.getIssuer();
        require(issuer != null && ISSUERS.contains(issuer), "its issuer is not Google");
        require(
                claims.getAudience().stream().anyMatch(clientIds::contains),
                "its audience is none of SLUICE_GOOGLE_CLIENT_ID");
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        require(expires != null, "it has no expiry");
        require(now.isBefore(instant(expires).plus(SKEW)), "it has expired");
        Date notBefore = claims.getNotBeforeTime();
        require(
                notBefore == null || !now.plus(SKEW).isBefore(instant(notBefore)),
                "it is not valid yet");
        require(
                Boolean.TRUE.equals(claims.getClaim("email_verified")),
                "its e-mail address is not verified");
        if (claims.getClaim("email") instanceof String email) {
            return Identity.of(email, claims.getClaim("hd"));
        }
        throw new BadToken("it has no e-mail address");
    }

    private JWTClaimsSet verified(String token) throws BadToken {
        try {
            return processor.process(token, null);
        } catch (ParseException e) {
            throw new BadToken("it is no JWT");
        } catch (KeySourceException e) {
            throw new BadToken("Google's keys could not be read to check it");
        } catch (BadJOSEException e) {
            throw new BadToken("its signature, algorithm or key is not Google's");
        } catch (JOSEException | RuntimeException e) {
            throw new BadToken("it could not be checked (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Instant instant(@Nullable Date date) {
        return date == null ? Instant.MIN : date.toInstant();
    }

    private static void require(boolean holds, String otherwise) throws BadToken {
        if (!holds) {
            throw new BadToken(otherwise);
        }
    }

    private static JWKSource<SecurityContext> keys(SignInSettings settings) {
        try {
            return JWKSourceBuilder.create(settings.jwksUrl().toURL(), new KeyFetch())
                    .cache(KEPT_MILLIS, REFRESH_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(true)
                    .retrying(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("SLUICE_GOOGLE_JWKS_URL is no URL", e);
        }
    }
}
