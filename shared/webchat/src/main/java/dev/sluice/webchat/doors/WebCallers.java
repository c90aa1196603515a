package dev.sluice.webchat.doors;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.webchat.signin.SignIn;
import dev.sluice.wire.api.Visit;
import java.util.Locale;

/** Who is at a web door: somebody who signed in, or the holder of a gateway key. */
final class WebCallers {
    private static final String SCHEME = "bearer ";

    private final Gateway gateway;
    private final SignIn signIn;

    WebCallers(Gateway gateway, SignIn signIn) {
        this.gateway = gateway;
        this.signIn = signIn;
    }

    Caller caller(Visit visit) throws Rejected {
        String authorization = visit.request().headers().first("authorization");
        if (authorization == null || !isBearer(authorization)) {
            return gateway.authenticate(authorization);
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() || token.startsWith("sk-")
                ? gateway.authenticate(authorization)
                : signIn.caller(token);
    }

    private static boolean isBearer(String authorization) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }
}
