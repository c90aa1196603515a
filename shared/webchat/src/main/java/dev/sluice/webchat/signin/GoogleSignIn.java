package dev.sluice.webchat.signin;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Google's ID tokens, and its access tokens as far as they were made for one of our client ids.
 * Which check failed goes to the log, without the token; the caller is told nothing but that it is
 * not signed in. Safe for any thread.
 */
public final class GoogleSignIn implements SignIn {
    private static final String ACCESS_TOKEN = "ya29.";
    private static final int LONGEST_TOKEN_CHARS = 8_192;
    private static final int LONGEST_EMAIL_CHARS = 254;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{C}#]+@[a-z0-9.-]+");

    private final SignInSettings settings;
    private final IdTokens idTokens;
    private final AccessTokens accessTokens;
    private final Consumer<String> log;

    /**
     * @param log told of every refusal, one line each
     */
    public GoogleSignIn(SignInSettings settings, Clock clock, Consumer<String> log) {
        this.settings = settings;
        this.idTokens = new IdTokens(settings, clock);
        this.accessTokens = new AccessTokens(settings, clock);
        this.log = log;
    }

    @Override
    public Visitor visitor(String token) throws Rejected {
        try {
            if (token.length() > LONGEST_TOKEN_CHARS) {
                throw new BadToken("the token is longer than any of Google's");
            }
            Identity identity =
                    token.startsWith(ACCESS_TOKEN)
                            ? accessTokens.identity(token)
                            : idTokens.identity(token);
            return visitor(identity);
        } catch (BadToken e) {
            log.accept("Sign-in refused: " + e.getMessage() + ".");
            throw new Rejected(new Rejection.Unauthenticated("Authentication required"));
        }
    }

    private Visitor visitor(Identity identity) throws BadToken {
        String id = identity.email().strip().toLowerCase(Locale.ROOT);
        if (id.length() > LONGEST_EMAIL_CHARS || !EMAIL.matcher(id).matches()) {
            throw new BadToken("its e-mail address is none");
        }
        Caller caller = new Caller(id, List.of(), settings.limits());
        return new Visitor(caller, settings.allowed().allows(id, identity.hostedDomain()));
    }
}
