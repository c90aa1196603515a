package dev.sluice.core.authenticate;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1: who calls? Takes the value of an {@code Authorization} header. Lookups are cached for
 * ten seconds, misses for five, so that a revoked key is out soon and a guesser costs no reads.
 * Keys are found by their hash alone.
 */
public final class Authenticate {
    private static final String SCHEME = "Bearer ";
    private static final long TRY_AGAIN_MICROS = 1_000_000;

    private final KeyCache keys;
    private final Clock clock;
    private final Allowances allowances;
    private final boolean takesSigners;

    public Authenticate(KeyStore keys, Clock clock) {
        this(keys, clock, Allowances.OF_KEYS, false);
    }

    /**
     * @param takesSigners whether IAM roles may call by signing
     */
    public Authenticate(KeyStore keys, Clock clock, Allowances allowances, boolean takesSigners) {
        this.takesSigners = takesSigners;
        this.keys = new KeyCache(keys, clock);
        this.clock = clock;
        this.allowances = allowances;
    }

    public Caller authenticate(@Nullable String authorization) throws Rejected {
        if (authorization == null || authorization.isBlank()) {
            throw refuse(
                    "You didn't provide an API key. Send it as a header: Authorization: Bearer sk-…");
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refuse("The Authorization header must have the form: Bearer sk-…");
        }
        String key = authorization.substring(SCHEME.length()).strip();
        if (!GatewayKey.plausible(key)) {
            throw refuse("Incorrect API key provided. Keys of this gateway begin with sk-.");
        }
        return admitted(
                record(GatewayKey.hash(key))
                        .orElseThrow(() -> refuse("Incorrect API key provided.")));
    }

    /**
     * Who signed? For requests whose signature AWS has checked.
     *
     * @param arn as AWS names the signer
     */
    public Caller signed(String arn) throws Rejected {
        if (!takesSigners) {
            throw refuse(
                    "This gateway takes no signed requests; its operator may switch them on"
                            + " (SLUICE_SIGNED_CALLERS). Send an API key as a header: Authorization: Bearer sk-…");
        }
        String role =
                RoleArn.nameOf(arn)
                        .orElseThrow(
                                () ->
                                        refuse(
                                                "Only IAM roles may sign requests to this gateway; this one is signed by "
                                                        + arn
                                                        + "."));
        return admitted(
                record(RoleArn.hash(role))
                        .orElseThrow(
                                () ->
                                        refuse(
                                                "The role "
                                                        + role
                                                        + " has no record here. Its operator makes one: make key NAME="
                                                        + role)));
    }

    private Optional<KeyRecord> record(String hash) throws Rejected {
        return find(hash).filter(record -> GatewayKey.sameHash(record.hash(), hash));
    }

    /** What a caller may use of the operator's accounts: {@link Allowances}. */
    public Caller limited(Caller caller) throws Rejected {
        return allowances.limited(caller);
    }

    private Optional<KeyRecord> find(String hash) throws Rejected {
        try {
            return keys.find(hash);
        } catch (PacedKeys.TooManyMisses e) {
            throw new Rejected(
                    new Rejection.Throttled(
                            "Too many unknown API keys were sent to this gateway, so this one was"
                                    + " not looked up. Try again in 1 s.",
                            "requests",
                            TRY_AGAIN_MICROS,
                            Meters.NONE,
                            false,
                            false));
        }
    }

    private Caller admitted(KeyRecord record) throws Rejected {
        if (record.revoked()) {
            throw refuse("This API key (\"" + record.name() + "\") has been revoked.");
        }
        if (record.expiresAt().isPresent() && !clock.instant().isBefore(record.expiresAt().get())) {
            throw refuse(
                    "This API key (\""
                            + record.name()
                            + "\") expired at "
                            + record.expiresAt().get()
                            + ".");
        }
        return new Caller(record.name(), record.allowedModels(), record.limits());
    }

    private static Rejected refuse(String message) {
        return new Rejected(new Rejection.Unauthenticated(message));
    }
}
